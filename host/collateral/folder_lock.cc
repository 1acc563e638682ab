// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <thread>

namespace postern::collateral {
namespace {

// flock(2) has no timeout, and whoever holds the lock may have been stopped.
bool take(int fd, std::chrono::milliseconds patience) {
  constexpr auto kPause = std::chrono::milliseconds(2);
  const auto until = std::chrono::steady_clock::now() + patience;
  while (fd >= 0) {
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) return true;
    if (std::chrono::steady_clock::now() >= until) return false;
    std::this_thread::sleep_for(kPause);
  }
  return false;
}

}  // namespace

FolderLock::FolderLock(const std::string& folder, std::chrono::milliseconds patience)
    : fd_(open((folder + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)), held_(take(fd_.get(), patience)) {}

}  // namespace postern::collateral
