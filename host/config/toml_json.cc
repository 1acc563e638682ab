// SPDX-License-Identifier: Apache-2.0
#include "host/config/toml_json.h"

#include <fstream>
#include <sstream>

namespace postern::config {
namespace {

constexpr std::size_t kLargest = 4 * 1024 * 1024;

std::string escaped(std::string_view key) {
  std::string out;
  for (char c : key) {
    if (c == '~') out += "~0";
    else if (c == '/') out += "~1";
    else out += c;
  }
  return out;
}

template <typename T>
std::string as_text(const T& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

nlohmann::json scalar(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return number->get();
  if (const auto* real = node.as_floating_point()) return real->get();
  if (const auto* flag = node.as_boolean()) return flag->get();
  if (const auto* moment = node.as_date_time()) return as_text(moment->get());
  if (const auto* date = node.as_date()) return as_text(date->get());
  if (const auto* time = node.as_time()) return as_text(time->get());
  return nullptr;
}

}  // namespace

nlohmann::json to_json(const toml::node& node, const std::string& file, const std::string& pointer,
                       std::map<std::string, Position>& places) {
  places.emplace(pointer, position(file, node));
  if (const toml::table* table = node.as_table()) {
    nlohmann::json object = nlohmann::json::object();
    for (const auto& [key, value] : *table)
      object[std::string(key.str())] = to_json(value, file, pointer + "/" + escaped(key.str()), places);
    return object;
  }
  if (const toml::array* array = node.as_array()) {
    nlohmann::json list = nlohmann::json::array();
    for (const toml::node& value : *array)
      list.push_back(to_json(value, file, pointer + "/" + std::to_string(list.size()), places));
    return list;
  }
  return scalar(node);
}

toml::table parse_text(const std::string& text, const std::string& path, Diagnostics& out) {
  out.keep(path, text);
  try {
    return toml::parse(text, path);
  } catch (const toml::parse_error& error) {
    const toml::source_position at = error.source().begin;
    out.error({path, at.line, at.column}, Code::kSyntaxInvalid,
              std::string("not valid TOML: ") + std::string(error.description()));
  } catch (const std::exception& error) {
    out.error({path, 0, 0}, Code::kSyntaxInvalid, std::string("not valid TOML: ") + error.what());
  }
  return {};
}

std::optional<std::string> read_text_file(const std::string& path, const Position& named_at, Diagnostics& out) {
  std::ifstream file(path, std::ios::binary);
  std::string text;
  if (file) {
    // By parts: a buffer for the largest file would stay with the thread's arena for good, at each thread that reads.
    char part[16 * 1024];
    while (text.size() <= kLargest && (file.read(part, sizeof part), file.gcount() > 0))
      text.append(part, static_cast<std::size_t>(file.gcount()));
  }
  if (!file.eof() && file.fail()) {
    out.error(named_at, Code::kFileUnreadable, "cannot read " + path);
    out.add_source(path, std::nullopt);
    return std::nullopt;
  }
  if (text.size() > kLargest) {
    out.error(named_at, Code::kFileUnreadable, path + ": larger than 4 MiB");
    out.add_source(path, std::nullopt);
    return std::nullopt;
  }
  out.add_source(path, text);
  return text;
}

toml::table parse_file(const std::string& path, const Position& named_at, Diagnostics& out) {
  const auto text = read_text_file(path, named_at, out);
  return text ? parse_text(*text, path, out) : toml::table();
}

}  // namespace postern::config
