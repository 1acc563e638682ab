// SPDX-License-Identifier: Apache-2.0
#include "host/config/read_named.h"

#include <filesystem>

#include "host/config/read_pipeline.h"
#include "host/pipeline/request.h"

namespace postern::config {
namespace {

std::filesystem::path folder_of(const std::string& path) { return std::filesystem::absolute(path).parent_path(); }

}  // namespace

NamedReading::NamedReading(GateFile& into, Purpose purpose, std::string plugin_dir, const TextSource& source,
                           Diagnostics& out)
    : into_(into), purpose_(purpose), plugin_dir_(std::move(plugin_dir)), out_(out), includes_(into.path, source, out) {}

void NamedReading::read(TableReader& root) {
  file(root, into_.path);
  into_.files = includes_.files();
  if (purpose_ == Purpose::kGate && !has_pipelines_)
    out_.error({into_.path, 1, 1}, Code::kPipelinesMissing, "no [[pipeline]]: the gate would refuse everybody",
               "a [[pipeline]] says which chain answers which request");
}

void NamedReading::file(TableReader& root, const std::string& path) {
  includes(root, path);
  secrets(root, path);
  plugins(root, path);
  instances(root, path);
  if (purpose_ == Purpose::kGate) pipelines(root, path);
}

void NamedReading::includes(TableReader& root, const std::string& path) {
  std::vector<Position> places;
  const std::vector<std::string> names = root.texts("include", &places);
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::string included;
    const auto table = includes_.open(path, names[i], places[i], &included);
    if (!table) continue;
    {
      TableReader reader(included, *table, "top level of an included file", out_);
      reader.unknown_hint("settings stand in the file that includes this one");
      file(reader, included);
    }
    includes_.close();
  }
}

void NamedReading::take_name(const std::string& what, const Position& at) {
  const auto [place, is_new] = names_.emplace(what, at);
  if (!is_new)
    out_.error(at, Code::kNameTaken, what + ": the name is taken by the one at " + print(place->second), "rename one of the two");
}

// each: calls body(name, reader) for every table in the table of tables `key`.
template <typename Body>
void NamedReading::each(TableReader& root, const std::string& path, const std::string& key, Body&& body) {
  const toml::table* tables = root.table(key);
  if (tables == nullptr) return;
  for (const auto& [name, value] : *tables) {
    const std::string label(name.str());
    const std::string what = "[" + key + "." + label + "]";
    const Position at = position(path, value);
    if (!pipeline::is_name(label))
      out_.error(at, Code::kNameInvalid, what + ": expected a name of [a-z0-9_.-], starting with a letter");
    if (!value.is_table()) {
      out_.error(at, Code::kTypeMismatch, what + ": expected a table");
      continue;
    }
    take_name(what, at);
    TableReader reader(path, *value.as_table(), what, out_);
    body(label, reader);
  }
}

void NamedReading::secrets(TableReader& root, const std::string& path) {
  each(root, path, "secrets", [&](const std::string& name, TableReader& reader) {
    into_.secrets[name] = (folder_of(path) / reader.text("file")).lexically_normal().string();
  });
}

void NamedReading::plugins(TableReader& root, const std::string& path) {
  each(root, path, "plugins", [&](const std::string& name, TableReader& reader) {
    const auto library = std::filesystem::path(plugin_dir_) / reader.text("path");
    std::string pin = reader.text_or("sha256", "");
    if (!pin.empty() && (pin.size() != 64 || pin.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos))
      reader.error("sha256", Code::kValueInvalid, "sha256: expected 64 hexadecimal digits, found " +
                                                      std::to_string(pin.size()) + " characters");
    into_.plugins.push_back({name, library.lexically_normal().string(), std::move(pin), reader.at("path")});
  });
}

void NamedReading::instances(TableReader& root, const std::string& path) {
  each(root, path, "instances", [&](const std::string& name, TableReader& reader) {
    InstanceEntry entry;
    entry.name = name;
    entry.use = reader.text("use");
    entry.at = reader.at("use");
    entry.folder = folder_of(path).string();
    if (const toml::table* config = reader.table("config"))
      entry.config = to_json(*config, path, "", entry.places);
    into_.instances.push_back(std::move(entry));
  });
}

void NamedReading::pipelines(TableReader& root, const std::string& path) {
  const toml::array* list = root.array("pipeline");
  if (list == nullptr) return;
  has_pipelines_ = true;
  for (const toml::node& node : *list) {
    if (!node.is_table()) {
      out_.error(position(path, node), Code::kTypeMismatch, "pipeline: expected [[pipeline]] tables");
      continue;
    }
    into_.pipelines.push_back(read_pipeline(path, *node.as_table(), out_));
    const PipelineEntry& entry = into_.pipelines.back();
    if (!entry.name.empty()) take_name("pipeline \"" + entry.name + "\"", entry.at);
  }
}

}  // namespace postern::config
