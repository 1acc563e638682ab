// SPDX-License-Identifier: Apache-2.0
#include "tools/measure/read_set_file.h"

#include <sstream>
#include <toml++/toml.h>

#include "common/tpm2/parse_measurements.h"

namespace postern::measure {
namespace {

using nlohmann::json;

template <typename T>
std::string as_text(const T& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

json to_json(const toml::node& node) {
  if (const toml::table* table = node.as_table()) {
    json object = json::object();
    for (const auto& [key, value] : *table) object[std::string(key.str())] = to_json(value);
    return object;
  }
  if (const toml::array* array = node.as_array()) {
    json list = json::array();
    for (const toml::node& value : *array) list.push_back(to_json(value));
    return list;
  }
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return number->get();
  if (const auto* flag = node.as_boolean()) return flag->get();
  if (const auto* moment = node.as_date_time()) return as_text(moment->get());
  return nullptr;  // nothing that a set may hold
}

}  // namespace

sdk::Result<tpm2::MeasurementPolicy> read_set_file(std::string_view text, const std::string& name) {
  json content;
  try {
    content = to_json(toml::parse(text, name));
  } catch (const std::exception& error) {
    return sdk::Failure::misconfigured(name, name + ": not valid TOML: " + error.what());
  }
  const bool is_list = content.size() == 1 && content.contains("set") && content["set"].is_array();
  auto policy = tpm2::parse_measurements(is_list ? content["set"] : json::array({content}), "");
  if (policy.ok()) return policy;
  const sdk::Failure& failure = policy.failure();
  return sdk::Failure::misconfigured(name, name + ": " + failure.subject() + ": " + failure.operator_text());
}

}  // namespace postern::measure
