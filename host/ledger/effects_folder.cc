// SPDX-License-Identifier: Apache-2.0
#include "host/ledger/effects_folder.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace postern::ledger {
namespace {

absl::Status failed(const char* what, const std::string& path) {
  return absl::UnavailableError(absl::StrCat("cannot ", what, " ", path, ": ", strerror(errno)));
}

// Makes every folder of the path that is not there, for this user alone.
absl::Status make_folders(const std::string& path) {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string folder = path.substr(0, end);
    if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return failed("make", folder);
    if (end == path.npos) return absl::OkStatus();
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<EffectsFolder>> EffectsFolder::open(const std::string& path) {
  if (auto status = make_folders(path); !status.ok()) return status;
  std::unique_ptr<EffectsFolder> folder(new EffectsFolder(path));
  folder->fd_ = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  if (folder->fd_ < 0) return failed("open", path);
  if (auto status = folder->check(); !status.ok()) return status;
  if (auto status = folder->lock(); !status.ok()) return status;
  return folder;
}

EffectsFolder::~EffectsFolder() {
  if (lock_ >= 0) close(lock_);
  if (fd_ >= 0) close(fd_);
}

absl::Status EffectsFolder::check() {
  struct stat info {};
  if (fstat(fd_, &info) != 0) return failed("look at", path_);
  if ((info.st_mode & 0077) != 0)
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: expected mode 0700, found %04o: others can reach it", path_, info.st_mode & 07777));
  if (info.st_uid != geteuid())
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: expected owner %d, found %d", path_, geteuid(), info.st_uid));
  return absl::OkStatus();
}

absl::Status EffectsFolder::lock() {
  lock_ = openat(fd_, "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (lock_ < 0) return failed("open", path_ + "/lock");
  if (flock(lock_, LOCK_EX | LOCK_NB) == 0) return absl::OkStatus();
  if (errno != EWOULDBLOCK) return failed("lock", path_ + "/lock");
  return absl::AlreadyExistsError(path_ + ": another gate uses this folder; every gate needs one of its own");
}

}  // namespace postern::ledger
