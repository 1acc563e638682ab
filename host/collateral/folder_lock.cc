// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <chrono>
#include <thread>

namespace postern::collateral {
namespace {

// flock(2) has no timeout, and whoever holds the lock may have been stopped.
bool take(int fd) {
  constexpr auto kPause = std::chrono::milliseconds(5);
  for (int tries = 0; fd >= 0 && tries < 400; ++tries) {
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) return true;
    std::this_thread::sleep_for(kPause);
  }
  return false;
}

}  // namespace

FolderLock::FolderLock(const std::string& folder)
    : fd_(open((folder + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)), held_(take(fd_.get())) {}

}  // namespace postern::collateral
