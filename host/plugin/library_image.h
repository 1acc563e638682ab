// SPDX-License-Identifier: Apache-2.0
#pragma once

// LibraryImage: the very bytes of a plugin file, hashed once and sealed, so that what was checked is what is loaded.

#include <absl/status/statusor.h>

#include <memory>
#include <string>
#include <vector>

namespace postern::plugin {

class LibraryImage {
 public:
  // read: copies the file into a sealed anonymous file (memfd_create(2), F_SEAL_WRITE) and hashes that copy. pin is
  // the expected SHA-256 in hexadecimal, or empty. Errors: NOT_FOUND, FAILED_PRECONDITION (wrong digest, with both
  // digests), INVALID_ARGUMENT (not a regular file, empty, over 256 MiB).
  static absl::StatusOr<LibraryImage> read(const std::string& path, const std::string& pin);

  const std::string& path() const { return path_; }      // where the file was read
  const std::string& sha256() const { return sha256_; }  // lower-case hex, 64 characters

  // symbols: the names that the library exports; see elf_symbols.
  absl::StatusOr<std::vector<std::string>> symbols() const;

  // loadable: a path under /proc/self/fd, valid as long as an image of it is there; for ever after keep(). The dynamic
  // linker tells libraries apart by path, so the number of a mapped one must never be used again.
  const std::string& loadable() const { return loadable_; }

  // keep: it has been mapped. is_mapped: whether that was said.
  void keep() const;
  bool is_mapped() const;

 private:
  class Memory;
  std::string path_, sha256_, loadable_;
  std::shared_ptr<Memory> memory_;
};

}  // namespace postern::plugin
