// SPDX-License-Identifier: Apache-2.0
#include "host/setup/bounded_file.h"

#include <absl/strings/str_cat.h>

#include <fstream>

namespace postern::app {

absl::StatusOr<attest::ByteVector> read_bounded(const std::string& path, uint64_t most) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::InvalidArgumentError(absl::StrCat("cannot read ", path));
  attest::ByteVector content;
  char part[16 * 1024];
  while (file.read(part, sizeof part), file.gcount() > 0) {
    const auto got = static_cast<std::size_t>(file.gcount());
    if (got > most - content.size())
      return absl::InvalidArgumentError(absl::StrCat(path, ": longer than ", most, " bytes"));
    const auto* begin = reinterpret_cast<const std::byte*>(part);
    content.insert(content.end(), begin, begin + got);
  }
  if (file.bad()) return absl::InvalidArgumentError(absl::StrCat("cannot read ", path));
  return content;
}

}  // namespace postern::app
