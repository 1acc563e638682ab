// SPDX-License-Identifier: Apache-2.0
#pragma once

// SecretFiles: the files behind the secrets that a configuration names.

#include <absl/status/statusor.h>

#include <map>
#include <string>
#include <string_view>

#include "host/pipeline/secret_bytes.h"

namespace postern::plugin {

// read_secret_file: the content of a file that only its owner (this process's user or root) can read or write: mode
// 0600 or stricter. At most 1 MiB. Errors name the file, the expected and the found mode or owner; never the content.
absl::StatusOr<pipeline::SecretBytes> read_secret_file(const std::string& path);

class SecretFiles {
 public:
  explicit SecretFiles(std::map<std::string, std::string, std::less<>> paths) : paths_(std::move(paths)) {}

  // read: the current content of the named secret. NOT_FOUND when no secret has that name. Thread-safe.
  absl::StatusOr<pipeline::SecretBytes> read(std::string_view name) const;

 private:
  const std::map<std::string, std::string, std::less<>> paths_;
};

}  // namespace postern::plugin
