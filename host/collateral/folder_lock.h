// SPDX-License-Identifier: Apache-2.0
#pragma once

// FolderLock: the exclusive right to write in a folder, among the processes and threads that ask for it (flock(2) on the
// file `lock` in it). The system lets go of it when a process dies.

#include "host/collateral/file_descriptor.h"

#include <string>

namespace postern::collateral {

class FolderLock {
 public:
  // Waits for at most two seconds; is_held tells whether that was enough.
  explicit FolderLock(const std::string& folder);
  FolderLock(const FolderLock&) = delete;
  bool is_held() const { return held_; }

 private:
  const FileDescriptor fd_;
  const bool held_;
};

}  // namespace postern::collateral
