// SPDX-License-Identifier: Apache-2.0
#include "host/config/effects_settings.h"

#include <filesystem>

namespace postern::config {

EffectsSettings read_effects(TableReader& root, const std::string& file, const std::string& folder, Diagnostics& out) {
  EffectsSettings settings;
  settings.at = {file, 1, 1};
  const toml::table* table = root.table("effects");
  if (table == nullptr) return settings;
  TableReader reader(file, *table, "[effects]", out);
  const std::string directory = reader.text("directory");
  settings.at = reader.at("directory");
  if (directory.empty()) return settings;
  std::filesystem::path path = (std::filesystem::path(folder) / directory).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  settings.directory = path.string();
  return settings;
}

}  // namespace postern::config
