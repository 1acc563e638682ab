// SPDX-License-Identifier: Apache-2.0
#include "host/config/instance_config.h"

#include <filesystem>

#include "host/config/toml_json.h"

namespace postern::config {
namespace {

std::string absolute(const std::string& folder, const std::string& name) {
  return (std::filesystem::path(folder) / name).lexically_normal().string();
}

// Gathers the values that replace one key, and their places.
class Expansion {
 public:
  Expansion(InstanceEntry& entry, std::string key, Diagnostics& out)
      : entry_(entry), key_(std::move(key)), out_(out) {}

  void value(const nlohmann::json& value, const std::string& pointer) {
    if (value.is_string()) return file(value.get<std::string>(), entry_.place(pointer));
    const std::string target = next_pointer();
    std::map<std::string, Position> moved;
    for (const auto& [place, at] : entry_.places)
      if (place == pointer || place.starts_with(pointer + "/")) moved.emplace(target + place.substr(pointer.size()), at);
    places_.merge(moved);
    values_.push_back(value);
  }

  void finish() {
    std::erase_if(entry_.places, [&](const auto& place) { return place.first.starts_with("/" + key_ + "/"); });
    entry_.places.merge(places_);
    entry_.config[key_] = std::move(values_);
  }

 private:
  std::string next_pointer() const { return "/" + key_ + "/" + std::to_string(values_.size()); }

  void file(const std::string& name, const Position& named_at) {
    const std::string path = absolute(entry_.folder, name);
    entry_.files.push_back(path);
    const toml::table table = parse_file(path, named_at, out_);
    const toml::array* sets = table.size() == 1 ? table["set"].as_array() : nullptr;
    if (sets == nullptr) {
      values_.push_back(to_json(table, path, next_pointer(), places_));
      return;
    }
    for (const toml::node& set : *sets) values_.push_back(to_json(set, path, next_pointer(), places_));
  }

  InstanceEntry& entry_;
  const std::string key_;
  Diagnostics& out_;
  nlohmann::json values_ = nlohmann::json::array();
  std::map<std::string, Position> places_;
};

// Replaces one name, or each name in a list, by the content of the text file.
void include_text(InstanceEntry& entry, const std::string& key, Diagnostics& out) {
  nlohmann::json& given = entry.config[key];
  const auto replace = [&](nlohmann::json& name, const std::string& pointer) {
    if (!name.is_string()) return;  // the component says what it expected
    const std::string path = absolute(entry.folder, name.get<std::string>());
    entry.files.push_back(path);
    if (auto text = read_text_file(path, entry.place(pointer), out)) name = *text;
  };
  if (!given.is_array()) return replace(given, "/" + key);
  for (std::size_t i = 0; i < given.size(); ++i) replace(given[i], "/" + key + "/" + std::to_string(i));
}

}  // namespace

std::vector<std::string> marked_keys(const std::string& schema, const char* mark, const nlohmann::json& value) {
  std::vector<std::string> keys;
  const auto json = nlohmann::json::parse(schema, nullptr, false);
  if (!json.is_object() || !json.contains("properties") || !json["properties"].is_object()) return keys;
  for (const auto& [key, property] : json["properties"].items())
    if (property.is_object() && property.contains(mark) && property[mark] == value) keys.push_back(key);
  return keys;
}

Position InstanceEntry::place(std::string pointer) const {
  while (true) {
    const auto found = places.find(pointer);
    if (found != places.end()) return found->second;
    const std::size_t slash = pointer.rfind('/');
    if (slash == std::string::npos) return at;
    pointer.resize(slash);
  }
}

void include_files(InstanceEntry& entry, const std::string& schema, Diagnostics& out) {
  for (const std::string& key : marked_keys(schema, "x-postern-file", "toml")) {
    if (!entry.config.contains(key)) continue;
    Expansion expansion(entry, key, out);
    const nlohmann::json given = entry.config[key];
    if (!given.is_array()) {
      expansion.value(given, "/" + key);
    } else {
      for (std::size_t i = 0; i < given.size(); ++i) expansion.value(given[i], "/" + key + "/" + std::to_string(i));
    }
    expansion.finish();
  }
  for (const std::string& key : marked_keys(schema, "x-postern-file", "text"))
    if (entry.config.contains(key)) include_text(entry, key, out);
}

void resolve_paths(InstanceEntry& entry, const std::string& schema) {
  for (const std::string& key : marked_keys(schema, "x-postern-path", true))
    if (entry.config.contains(key) && entry.config[key].is_string())
      entry.config[key] = absolute(entry.folder, entry.config[key].get<std::string>());
}

}  // namespace postern::config
