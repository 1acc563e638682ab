// SPDX-License-Identifier: Apache-2.0
#pragma once

// TempDir: a directory of mode 0700 that is there as long as this object.

#include <filesystem>
#include <string>
#include <string_view>

namespace postern::test {

class TempDir {
 public:
  TempDir();  // throws std::system_error
  ~TempDir();
  TempDir(const TempDir&) = delete;

  std::string path() const { return path_.string(); }

  // write: a file in it with this content and mode; its absolute path.
  std::string write(const std::string& name, std::string_view content, unsigned mode = 0600) const;

 private:
  std::filesystem::path path_;
};

}  // namespace postern::test
