// SPDX-License-Identifier: Apache-2.0
#include "common/private_file/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace postern::common {
namespace {

constexpr off_t kLargest = 1024 * 1024;

sdk::Failure unreadable(const std::string& path, const std::string& what) {
  return sdk::Failure(POSTERN_MISCONFIGURED, POSTERN_REASON_SECRET_UNREADABLE).about(path).text(path + ": " + what);
}

struct File {
  explicit File(const std::string& path)  // a FIFO must not hold up the call
      : fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)) {}
  ~File() {
    if (fd >= 0) close(fd);
  }
  File(const File&) = delete;
  const int fd;
};

// what_is_wrong: nothing when the file may hold a secret.
std::string what_is_wrong(const struct stat& info) {
  if (!S_ISREG(info.st_mode)) return "not a regular file";
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) return "expected mode 0600: others can reach this secret";
  if (info.st_uid != geteuid() && info.st_uid != 0) return "expected this user or root as owner";
  return info.st_size > kLargest ? "larger than 1 MiB" : "";
}

}  // namespace

sdk::Result<sdk::Secret> read_private_file(const std::string& path) {
  const File file(path);
  if (file.fd < 0) return unreadable(path, std::generic_category().message(errno));
  struct stat info {};
  if (fstat(file.fd, &info) != 0) return unreadable(path, std::generic_category().message(errno));
  if (const std::string wrong = what_is_wrong(info); !wrong.empty()) return unreadable(path, wrong);
  sdk::Secret content(static_cast<std::size_t>(info.st_size) + 1);  // one more, to see whether it grew
  std::size_t filled = 0;
  while (filled < content.size()) {
    const ssize_t got = read(file.fd, content.writable().data() + filled, content.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unreadable(path, std::generic_category().message(errno));
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  if (filled == content.size()) return unreadable(path, "grew while it was read");
  return sdk::Secret(content.bytes().first(filled));
}

}  // namespace postern::common
