// SPDX-License-Identifier: Apache-2.0
#include "common/input/input_file.h"

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

namespace postern::common {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const {
    if (file != stdin) std::fclose(file);
  }
};

}  // namespace

// Files in securityfs tell no size, so it is read until the end.
sdk::Result<std::string> read_input(const std::string& path, std::size_t most) {
  const std::unique_ptr<std::FILE, CloseFile> file(path == "-" ? stdin : std::fopen(path.c_str(), "rbe"));
  const auto wrong = [&](const std::string& what) { return sdk::Failure::misconfigured(path, path + ": " + what); };
  if (!file) return wrong(std::generic_category().message(errno));
  std::string bytes;
  char block[16384];
  while (const std::size_t count = std::fread(block, 1, sizeof block, file.get())) {
    bytes.append(block, count);
    if (bytes.size() > most) return wrong("longer than " + std::to_string(most) + " bytes");
  }
  if (std::ferror(file.get()) != 0) return wrong("cannot be read");
  return bytes;
}

}  // namespace postern::common
