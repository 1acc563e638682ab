// SPDX-License-Identifier: Apache-2.0
#include "tools/import-constellation/read_yaml.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>

namespace postern::constellation {
namespace {

using nlohmann::json;
using sdk::Failure;
using sdk::Result;

constexpr std::size_t kLargest = 256 * 1024, kMostValues = 4096, kMostDigits = 9;
constexpr int kDeepest = 16;

json scalar(const YAML::Node& node) {
  const std::string& text = node.Scalar();
  if (node.Tag() != "?") return text;  // "?" is yaml-cpp's tag of plain scalars; quoted ones have "!"
  if (text == "true" || text == "false") return text == "true";
  if (text == "null" || text == "~") return nullptr;
  const bool is_number = !text.empty() && text.size() <= kMostDigits && (text == "0" || text.front() != '0') &&
                         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number) return text;
  int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// Converter: counts what it makes, so that aliases cannot blow a small text up.
class Converter {
 public:
  Result<json> convert(const YAML::Node& node, int depth) {
    if (++values_ > kMostValues || depth > kDeepest)
      return Failure::misconfigured("", "the YAML is too large or too deep");
    if (node.IsMap()) return convert_map(node, depth);
    if (node.IsSequence()) return convert_list(node, depth);
    return node.IsScalar() ? scalar(node) : json(nullptr);
  }

 private:
  Result<json> convert_map(const YAML::Node& map, int depth) {
    json object = json::object();
    for (const auto& entry : map) {
      if (!entry.first.IsScalar()) return Failure::misconfigured("", "the YAML has a key that is no text");
      const std::string& key = entry.first.Scalar();
      if (object.contains(key)) return Failure::misconfigured("/" + key, "the YAML has this key twice");
      POSTERN_TRY(value, convert(entry.second, depth + 1));
      object[key] = std::move(value);
    }
    return object;
  }

  Result<json> convert_list(const YAML::Node& list, int depth) {
    json out = json::array();
    for (const YAML::Node& item : list) {
      POSTERN_TRY(value, convert(item, depth + 1));
      out.push_back(std::move(value));
    }
    return out;
  }

  std::size_t values_ = 0;
};

bool is_utf8(const json& value) {
  try {
    return !value.dump().empty();
  } catch (const json::exception&) {
    return false;
  }
}

}  // namespace

Result<json> read_yaml(std::string_view text) {
  if (text.size() > kLargest) return Failure::misconfigured("", "the file is longer than 256 KiB");
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(std::string(text));
    if (documents.size() != 1 || !documents.front().IsMap())
      return Failure::misconfigured("", "the file is neither a JSON object nor a YAML mapping");
    POSTERN_TRY(object, Converter().convert(documents.front(), 0));
    if (!is_utf8(object)) return Failure::misconfigured("", "the file is not UTF-8");
    return object;
  } catch (const YAML::Exception& error) {
    return Failure::misconfigured("", std::string("the file is not YAML: ") + error.what());
  }
}

}  // namespace postern::constellation
