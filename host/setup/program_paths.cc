// SPDX-License-Identifier: Apache-2.0
#include "host/setup/program_paths.h"

#include <filesystem>

namespace postern::app {

std::string default_plugin_dir() {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return "/usr/lib/postern/plugins";
  return (program.parent_path().parent_path() / "lib" / "postern" / "plugins").string();
}

}  // namespace postern::app
