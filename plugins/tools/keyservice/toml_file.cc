// SPDX-License-Identifier: Apache-2.0
#include "tools/keyservice/toml_file.h"

#include <fstream>
#include <iterator>
#include <toml++/toml.h>

namespace postern::keyservice {
namespace {

constexpr std::size_t kLargest = 1024 * 1024;

std::string escaped(std::string_view key) {
  std::string out;
  for (const char c : key) {
    if (c == '~') out += "~0";
    else if (c == '/') out += "~1";
    else out += c;
  }
  return out;
}

std::string position(const toml::source_position& at) { return std::to_string(at.line) + ":" + std::to_string(at.column); }

nlohmann::json scalar(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return number->get();
  if (const auto* real = node.as_floating_point()) return real->get();
  if (const auto* flag = node.as_boolean()) return flag->get();
  return nullptr;
}

nlohmann::json to_json(const toml::node& node, const std::string& pointer, std::map<std::string, std::string>& places) {
  places.emplace(pointer, position(node.source().begin));
  if (const toml::table* table = node.as_table()) {
    nlohmann::json object = nlohmann::json::object();
    for (const auto& [key, value] : *table)
      object[std::string(key.str())] = to_json(value, pointer + "/" + escaped(key.str()), places);
    return object;
  }
  if (const toml::array* array = node.as_array()) {
    nlohmann::json list = nlohmann::json::array();
    for (const toml::node& value : *array)
      list.push_back(to_json(value, pointer + "/" + std::to_string(list.size()), places));
    return list;
  }
  return scalar(node);
}

}  // namespace

std::string TomlFile::place_of(const std::string& pointer) const {
  for (std::string at = pointer; !at.empty(); at.resize(at.rfind('/')))
    if (const auto found = places.find(at); found != places.end()) return path + ":" + found->second;
  return path;
}

sdk::Result<TomlFile> read_toml(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(kLargest + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.eof() && file.fail()) return sdk::Failure::misconfigured("", path + ": cannot be read");
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kLargest) return sdk::Failure::misconfigured("", path + ": larger than 1 MiB");
  TomlFile out{path, {}, {}};
  try {
    out.content = to_json(toml::parse(text, path), "", out.places);
  } catch (const toml::parse_error& error) {
    const std::string what(error.description());
    return sdk::Failure::misconfigured("", path + ":" + position(error.source().begin) + ": not valid TOML: " + what);
  }
  return out;
}

}  // namespace postern::keyservice
