// SPDX-License-Identifier: Apache-2.0
#include "host/config/instance_config.h"

#include <filesystem>

#include "host/config/toml_json.h"

namespace postern::config {
namespace {

constexpr char kMark[] = "x-postern-file";

// Keys of the configuration whose texts are names of TOML files.
std::vector<std::string> file_keys(const std::string& schema) {
  std::vector<std::string> keys;
  const auto json = nlohmann::json::parse(schema, nullptr, false);
  if (!json.is_object() || !json.contains("properties") || !json["properties"].is_object()) return keys;
  for (const auto& [key, property] : json["properties"].items())
    if (property.is_object() && property.contains(kMark) && property[kMark] == "toml") keys.push_back(key);
  return keys;
}

// Gathers the values that replace one key, and their places.
class Expansion {
 public:
  Expansion(InstanceEntry& entry, std::string key, const std::string& folder, Diagnostics& out)
      : entry_(entry), key_(std::move(key)), folder_(folder), out_(out) {}

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
    const std::string path = (std::filesystem::path(folder_) / name).lexically_normal().string();
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
  const std::string& folder_;
  Diagnostics& out_;
  nlohmann::json values_ = nlohmann::json::array();
  std::map<std::string, Position> places_;
};

}  // namespace

Position InstanceEntry::place(std::string pointer) const {
  while (true) {
    const auto found = places.find(pointer);
    if (found != places.end()) return found->second;
    const std::size_t slash = pointer.rfind('/');
    if (slash == std::string::npos) return at;
    pointer.resize(slash);
  }
}

void include_files(InstanceEntry& entry, const std::string& schema, const std::string& folder, Diagnostics& out) {
  for (const std::string& key : file_keys(schema)) {
    if (!entry.config.contains(key)) continue;
    Expansion expansion(entry, key, folder, out);
    const nlohmann::json given = entry.config[key];
    if (!given.is_array()) {
      expansion.value(given, "/" + key);
    } else {
      for (std::size_t i = 0; i < given.size(); ++i) expansion.value(given[i], "/" + key + "/" + std::to_string(i));
    }
    expansion.finish();
  }
}

}  // namespace postern::config
