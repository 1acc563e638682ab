// SPDX-License-Identifier: Apache-2.0
#include "tools/import-constellation/save_files.h"

#include <filesystem>
#include <fstream>

namespace postern::constellation {

namespace fs = std::filesystem;
using sdk::Failure;

sdk::Result<void> save_files(const std::vector<OutputFile>& files, const std::string& folder, bool force) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return Failure::misconfigured(folder, folder + ": " + error.message());
  for (const OutputFile& file : files)
    if (const fs::path path = fs::path(folder) / file.name; !force && fs::exists(fs::symlink_status(path, error)))
      return Failure::misconfigured(path.string(), path.string() + " is there already; --force overwrites it");
  for (const OutputFile& file : files) {
    const fs::path path = fs::path(folder) / file.name;
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << file.content;
    if (!out.flush()) return Failure::misconfigured(path.string(), path.string() + ": cannot be written");
  }
  return {};
}

}  // namespace postern::constellation
