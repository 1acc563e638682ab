// SPDX-License-Identifier: Apache-2.0
#pragma once

// FolderLock: the exclusive right to write in a folder, among the processes and threads that ask for it (flock(2) on the
// file `lock` in it). The system lets go of it when a process dies.

#include <chrono>
#include <string>

#include "host/collateral/file_descriptor.h"

namespace postern::collateral {

class FolderLock {
 public:
  // is_held tells whether the patience was enough.
  FolderLock(const std::string& folder, std::chrono::milliseconds patience);
  FolderLock(const FolderLock&) = delete;
  bool is_held() const { return held_; }

 private:
  const FileDescriptor fd_;
  const bool held_;
};

}  // namespace postern::collateral
