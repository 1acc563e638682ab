// SPDX-License-Identifier: Apache-2.0
#pragma once

// EffectsFolder: a folder that only this user may use, and only one gate at a time (flock(2) on the file `lock` in it,
// which the system lets go of when the process ends, however it ends).

#include <absl/status/statusor.h>

#include <memory>
#include <string>

namespace postern::ledger {

class EffectsFolder {
 public:
  // open: makes the folder (0700), and those around it, when they are not there. FAILED_PRECONDITION when others can
  // reach it or it is another user's, ALREADY_EXISTS when another gate has it, UNAVAILABLE when the system refuses.
  static absl::StatusOr<std::unique_ptr<EffectsFolder>> open(const std::string& path);
  ~EffectsFolder();
  EffectsFolder(const EffectsFolder&) = delete;

  const std::string& path() const { return path_; }
  int fd() const { return fd_; }  // of the folder

 private:
  explicit EffectsFolder(std::string path) : path_(std::move(path)) {}
  absl::Status check();
  absl::Status lock();

  const std::string path_;
  int fd_ = -1, lock_ = -1;
};

}  // namespace postern::ledger
