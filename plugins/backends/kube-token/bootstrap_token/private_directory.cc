// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/bootstrap_token/private_directory.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace postern::kube_token {
namespace {

sdk::Failure unusable(const std::string& path, const std::string& what) {
  return sdk::Failure::misconfigured("", "directory " + path + " " + what);
}

std::string temporary(const std::string& name) { return "." + name + ".tmp"; }

bool write_all(int fd, sdk::ByteView content) {
  while (!content.empty()) {
    const ssize_t wrote = write(fd, content.data(), content.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return false;
    content = content.subspan(static_cast<std::size_t>(wrote));
  }
  return true;
}

// write_synced: content, mode and size are on disk, then the descriptor is closed.
bool write_synced(int fd, sdk::ByteView content) {
  const bool done = fchmod(fd, S_IRUSR | S_IWUSR) == 0 && write_all(fd, content) && fsync(fd) == 0;
  const int error = errno;
  const bool closed = close(fd) == 0;
  if (!done) errno = error;
  return done && closed;
}

}  // namespace

sdk::Result<PrivateDirectory> PrivateDirectory::open(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return unusable(path, "cannot be opened: " + std::generic_category().message(errno));
  PrivateDirectory directory(fd, path);
  struct stat info {};
  if (fstat(fd, &info) != 0) return unusable(path, "cannot be examined");
  if (info.st_uid != geteuid() && info.st_uid != 0) return unusable(path, "belongs to another user");
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return unusable(path, "can be written by group or others; it holds tokens (mode 0700)");
  return directory;
}

PrivateDirectory::PrivateDirectory(PrivateDirectory&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), path_(std::move(other.path_)) {}

PrivateDirectory::~PrivateDirectory() {
  if (fd_ >= 0) close(fd_);
}

sdk::Failure PrivateDirectory::failed(const std::string& what) const {
  return sdk::Failure::unavailable("cannot " + what + " in " + path_ + ": " + std::generic_category().message(errno));
}

sdk::Result<bool> PrivateDirectory::publish(const std::string& name, sdk::ByteView content) const {
  const std::string draft = temporary(name);
  const int fd = openat(fd_, draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (fd < 0 && errno == EEXIST) return false;
  if (fd < 0) return failed("create " + draft);
  if (!write_synced(fd, content)) {
    const sdk::Failure failure = failed("write " + draft);
    unlinkat(fd_, draft.c_str(), 0);
    return failure;
  }
  if (renameat2(fd_, draft.c_str(), fd_, name.c_str(), RENAME_NOREPLACE) != 0) {
    const bool is_taken = errno == EEXIST;
    const sdk::Failure failure = failed("rename " + draft);
    unlinkat(fd_, draft.c_str(), 0);
    if (is_taken) return false;
    return failure;
  }
  if (fsync(fd_) != 0) return failed("sync " + name);
  return true;
}

sdk::Result<void> PrivateDirectory::withdraw(const std::string& name) const {
  for (const std::string& each : {name, temporary(name)})
    if (unlinkat(fd_, each.c_str(), 0) != 0 && errno != ENOENT) return failed("remove " + each);
  if (fsync(fd_) != 0) return failed("sync after removing " + name);
  return {};
}

}  // namespace postern::kube_token
