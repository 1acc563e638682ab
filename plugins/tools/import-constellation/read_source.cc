// SPDX-License-Identifier: Apache-2.0
#include "tools/import-constellation/read_source.h"

#include "common/json/bounded_json.h"
#include "tools/import-constellation/read_yaml.h"

namespace postern::constellation {
namespace {

using sdk::Failure;
using sdk::Result;

constexpr std::size_t kLargest = 256 * 1024;

Result<nlohmann::json> read_text(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return Failure::misconfigured("", "the file is empty");
  if (text[first] != '{') return read_yaml(text);
  auto json = common::read_json(text, {.bytes = kLargest});
  if (const auto* complaint = std::get_if<common::JsonComplaint>(&json))
    return Failure::misconfigured("", "the file " + std::string(complaint->text));
  return std::get<nlohmann::json>(std::move(json));
}

bool is_config_map(const nlohmann::json& object) {
  const auto* kind = common::find_member(object, "kind");
  return kind != nullptr && *kind == "ConfigMap";
}

}  // namespace

Result<nlohmann::json> read_source(std::string_view text) {
  POSTERN_TRY(object, read_text(text));
  if (!is_config_map(object)) return object;
  const auto* data = common::find_member(object, "data");
  const auto* config = data != nullptr && data->is_object() ? common::find_member(*data, "attestationConfig") : nullptr;
  if (config == nullptr || !config->is_string())
    return Failure::misconfigured("/data", "the ConfigMap has no attestationConfig");
  POSTERN_TRY(inner, read_text(config->get_ref<const std::string&>()));
  if (is_config_map(inner)) return Failure::misconfigured("/data/attestationConfig", "is a ConfigMap again");
  return inner;
}

}  // namespace postern::constellation
