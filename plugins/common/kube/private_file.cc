// SPDX-License-Identifier: Apache-2.0
#include "common/kube/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace postern::kube {
namespace {

sdk::Failure unusable(const std::string& path, const std::string& what) {
  return sdk::Failure::misconfigured("", "file " + path + " " + what);
}

struct File {
  explicit File(const std::string& path) : fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)) {}
  ~File() {
    if (fd >= 0) close(fd);
  }
  File(const File&) = delete;
  const int fd;
};

// read_all: fills out; how many bytes there were, or -1.
ssize_t read_all(int fd, std::span<std::byte> out) {
  std::size_t filled = 0;
  while (filled < out.size()) {
    const ssize_t got = read(fd, out.data() + filled, out.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return -1;
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  return static_cast<ssize_t>(filled);
}

}  // namespace

sdk::Result<sdk::Secret> read_file(const std::string& path, Privacy privacy) {
  const File file(path);
  if (file.fd < 0) return unusable(path, "cannot be opened: " + std::generic_category().message(errno));
  struct stat info {};
  if (fstat(file.fd, &info) != 0 || !S_ISREG(info.st_mode)) return unusable(path, "is not a regular file");
  if (privacy == Privacy::kOwnerOnly && (info.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return unusable(path, "must be private to its owner (mode 0600)");
  const auto size = static_cast<std::size_t>(info.st_size);
  if (size == 0 || size > kMaxFile) return unusable(path, "is empty or longer than 1 MiB");
  sdk::Secret content(size);
  const ssize_t got = read_all(file.fd, content.writable());
  if (got < 0 || static_cast<std::size_t>(got) != size) return unusable(path, "cannot be read");
  return content;
}

}  // namespace postern::kube
