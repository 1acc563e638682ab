// SPDX-License-Identifier: Apache-2.0
#pragma once

// BlobFolder: what verdicts rest on, evidence and public collateral, each in a file that is named by the SHA-256 of its
// content. Bounded: when it grows too large, what was used least recently goes first.

#include <absl/status/statusor.h>

#include <mutex>
#include <string>

#include "host/attest/value.h"

namespace postern::record {

inline constexpr uint64_t kLargestBlob = 16 * 1024 * 1024;  // bytes

class BlobFolder {
 public:
  // folder: made, with mode 0700, when it is first needed; the folder around it must exist. most_bytes: of all contents.
  BlobFolder(std::string folder, uint64_t most_bytes) : folder_(std::move(folder)), most_bytes_(most_bytes) {}

  // put: keeps the content, which appears under its name whole or not at all; what is there already is only marked as
  // used. UNAVAILABLE says what failed. Thread-safe.
  absl::Status put(const std::string& sha256, attest::ByteView content);

  // get: NOT_FOUND when it is not (or no longer) kept, DATA_LOSS when the content is not what its name says.
  absl::StatusOr<attest::ByteVector> get(const std::string& sha256) const;

 private:
  absl::Status write(const std::string& path, attest::ByteView content);
  void measure();
  void sweep();

  const std::string folder_;
  const uint64_t most_bytes_;
  std::mutex mutex_;  // guards what follows
  bool is_measured_ = false;
  uint64_t bytes_ = 0;
};

}  // namespace postern::record
