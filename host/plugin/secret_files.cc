// SPDX-License-Identifier: Apache-2.0
#include "host/plugin/secret_files.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

namespace postern::plugin {
namespace {

constexpr off_t kLargest = 1024 * 1024;

absl::Status check_private(const struct stat& info, const std::string& path) {
  if (!S_ISREG(info.st_mode)) return absl::FailedPreconditionError(absl::StrCat(path, ": not a regular file"));
  if ((info.st_mode & 0077) != 0)
    return absl::FailedPreconditionError(absl::StrFormat(
        "%s: expected mode 0600, found %04o: others can reach this secret", path, info.st_mode & 07777));
  if (info.st_uid != geteuid() && info.st_uid != 0)
    return absl::FailedPreconditionError(absl::StrFormat("%s: expected owner %d, found %d", path, geteuid(), info.st_uid));
  if (info.st_size > kLargest) return absl::FailedPreconditionError(absl::StrCat(path, ": larger than 1 MiB"));
  return absl::OkStatus();
}

// Scratch: the read buffer; wiped when it goes.
struct Scratch {
  std::vector<std::byte> bytes;
  ~Scratch() {
    if (!bytes.empty()) explicit_bzero(bytes.data(), bytes.size());
  }
};

}  // namespace

absl::StatusOr<pipeline::SecretBytes> read_secret_file(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a FIFO must not hold up the call
  if (fd < 0) return absl::FailedPreconditionError(absl::StrCat(path, ": ", strerror(errno)));
  struct stat info {};
  absl::Status status = fstat(fd, &info) == 0 ? check_private(info, path)
                                              : absl::FailedPreconditionError(absl::StrCat(path, ": ", strerror(errno)));
  Scratch scratch{std::vector<std::byte>(status.ok() ? static_cast<std::size_t>(info.st_size) + 1 : 0)};
  std::size_t filled = 0;
  while (status.ok() && filled < scratch.bytes.size()) {
    const ssize_t got = read(fd, scratch.bytes.data() + filled, scratch.bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) status = absl::FailedPreconditionError(absl::StrCat(path, ": ", strerror(errno)));
    if (got <= 0) break;
    filled += static_cast<std::size_t>(got);
  }
  close(fd);
  if (!status.ok()) return status;
  if (filled == scratch.bytes.size()) return absl::FailedPreconditionError(absl::StrCat(path, ": grew while it was read"));
  return pipeline::SecretBytes(attest::ByteView(scratch.bytes).first(filled));
}

absl::StatusOr<pipeline::SecretBytes> SecretFiles::read(std::string_view name) const {
  const auto found = paths_.find(name);
  if (found == paths_.end()) return absl::NotFoundError(absl::StrCat("no secret is named '", std::string(name), "'"));
  auto content = read_secret_file(found->second);
  if (!content.ok())
    return absl::Status(content.status().code(), absl::StrCat("secret '", std::string(name), "': ", content.status().message()));
  return content;
}

}  // namespace postern::plugin
