// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/folder_file.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "host/collateral/file_descriptor.h"

namespace postern::collateral {
namespace {

absl::Status failed(const char* what, const std::string& path) {
  return absl::UnavailableError(absl::StrCat("cannot ", what, " ", path, ": ", strerror(errno)));
}

absl::Status sync_folder(const std::string& folder) {
  const FileDescriptor fd(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return fd.is_open() && fsync(fd.get()) == 0 ? absl::OkStatus() : failed("synchronise", folder);
}

bool write_all(int fd, attest::ByteView content) {
  while (!content.empty()) {
    const ssize_t written = write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    content = content.subspan(static_cast<std::size_t>(written));
  }
  return fsync(fd) == 0;
}

}  // namespace

absl::Status check_private_folder(const std::string& folder) {
  struct stat info {};
  if (lstat(folder.c_str(), &info) != 0) {
    if (errno == ENOENT) return absl::NotFoundError(absl::StrCat(folder, ": no such folder"));
    return absl::FailedPreconditionError(absl::StrCat(folder, ": ", strerror(errno)));
  }
  if (!S_ISDIR(info.st_mode)) return absl::FailedPreconditionError(absl::StrCat(folder, ": not a folder"));
  if ((info.st_mode & 0077) != 0)
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: expected mode 0700, found %04o: others can reach it", folder, info.st_mode & 07777));
  if (info.st_uid != geteuid() && info.st_uid != 0)
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: expected owner %d, found %d", folder, geteuid(), info.st_uid));
  return absl::OkStatus();
}

absl::Status make_private_folder(const std::string& folder) {
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return failed("make", folder);
  return check_private_folder(folder);
}

absl::StatusOr<attest::ByteVector> read_bounded_file(const std::string& path, uint64_t most) {
  const FileDescriptor fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!fd.is_open()) {
    if (errno == ENOENT) return absl::NotFoundError(absl::StrCat(path, ": no such file"));
    return absl::DataLossError(absl::StrCat(path, ": ", strerror(errno)));
  }
  struct stat info {};
  if (fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode))
    return absl::DataLossError(absl::StrCat(path, ": not a regular file"));
  if (static_cast<uint64_t>(info.st_size) > most)
    return absl::DataLossError(absl::StrCat(path, ": longer than ", most, " bytes"));
  attest::ByteVector content(static_cast<std::size_t>(info.st_size) + 1);
  std::size_t filled = 0;
  while (filled < content.size()) {
    const ssize_t got = read(fd.get(), content.data() + filled, content.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return absl::DataLossError(absl::StrCat(path, ": ", strerror(errno)));
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  if (filled == content.size()) return absl::DataLossError(absl::StrCat(path, ": grew while it was read"));
  content.resize(filled);
  return content;
}

absl::Status write_file_atomically(const std::string& folder, const std::string& name, attest::ByteView content) {
  std::string temporary = absl::StrCat(folder, "/", kTemporaryPrefix, "XXXXXX");
  const FileDescriptor fd(mkostemp(temporary.data(), O_CLOEXEC));  // mode 0600
  if (!fd.is_open()) return failed("write in", folder);
  if (!write_all(fd.get(), content)) {
    const absl::Status status = failed("write", temporary);
    unlink(temporary.c_str());
    return status;
  }
  const std::string path = absl::StrCat(folder, "/", name);
  if (rename(temporary.c_str(), path.c_str()) != 0) {
    const absl::Status status = failed("rename", temporary);
    unlink(temporary.c_str());
    return status;
  }
  return sync_folder(folder);
}

}  // namespace postern::collateral
