// SPDX-License-Identifier: Apache-2.0
#include "host/record/file_writer.h"

#include <absl/strings/str_cat.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <cerrno>

namespace postern::record {

absl::Status failed(const char* what, const std::string& path) {
  return absl::UnavailableError(absl::StrCat("cannot ", what, " ", path, ": ", strerror(errno)));
}

bool write_all(int fd, attest::ByteView content) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    content = content.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

absl::Status sync_folder(const std::string& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return failed("open", folder);
  const absl::Status status = fsync(fd) == 0 ? absl::OkStatus() : failed("synchronise", folder);
  close(fd);
  return status;
}

absl::StatusOr<std::unique_ptr<FileWriter>> FileWriter::open(const std::string& path, uint64_t size) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return failed("open", path);
  std::unique_ptr<FileWriter> writer(new FileWriter(path, fd, size));
  if (ftruncate(fd, static_cast<off_t>(size)) != 0) return failed("cut", path);
  if (auto status = writer->sync(); !status.ok()) return status;
  return writer;
}

FileWriter::~FileWriter() { close(fd_); }

absl::Status FileWriter::append(const std::string& content) {
  if (!is_usable_) return absl::UnavailableError(absl::StrCat(path_, ": not usable since a write failed"));
  if (write_all(fd_, attest::as_bytes(content))) {
    size_ += content.size();
    return absl::OkStatus();
  }
  const absl::Status status = failed("write", path_);
  is_usable_ = ftruncate(fd_, static_cast<off_t>(size_)) == 0;
  return status;
}

absl::Status FileWriter::sync() const { return fdatasync(fd_) == 0 ? absl::OkStatus() : failed("synchronise", path_); }

}  // namespace postern::record
