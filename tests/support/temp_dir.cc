// SPDX-License-Identifier: Apache-2.0
#include "support/temp_dir.h"

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <system_error>

namespace postern::test {

TempDir::TempDir() {
  std::string name = (std::filesystem::temp_directory_path() / "postern-test-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::system_error(errno, std::generic_category(), name);
  path_ = name;
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TempDir::write(const std::string& name, std::string_view content, unsigned mode) const {
  const auto file = path_ / name;
  std::ofstream(file, std::ios::binary).write(content.data(), static_cast<std::streamsize>(content.size()));
  std::filesystem::permissions(file, static_cast<std::filesystem::perms>(mode));
  return file.string();
}

}  // namespace postern::test
