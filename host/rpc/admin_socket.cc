// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/admin_socket.h"

#include <absl/strings/str_cat.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace postern::rpc {
namespace {

constexpr int kBacklog = 16;

absl::Status failed(const std::string& what, const std::string& path) {
  return absl::UnavailableError(absl::StrCat("admin_socket ", path, ": ", what, ": ", std::strerror(errno)));
}

bool fill_address(const std::string& path, sockaddr_un& address) {
  address = {};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) return false;
  std::memcpy(address.sun_path, path.data(), path.size());
  return true;
}

// Whether a process listens there.
bool is_alive(const sockaddr_un& address) {
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const bool alive = fd >= 0 && (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 || errno == EAGAIN);
  if (fd >= 0) close(fd);
  return alive;
}

}  // namespace

AdminSocket::~AdminSocket() { stop(); }

absl::Status AdminSocket::make_room() const {
  struct stat info {};
  if (lstat(path_.c_str(), &info) != 0) return absl::OkStatus();
  if (!S_ISSOCK(info.st_mode))
    return absl::FailedPreconditionError(absl::StrCat("admin_socket ", path_, ": there is a file that is no socket"));
  sockaddr_un address;
  if (fill_address(path_, address) && is_alive(address))
    return absl::AlreadyExistsError(absl::StrCat("admin_socket ", path_, ": another process answers there"));
  return unlink(path_.c_str()) == 0 ? absl::OkStatus() : failed("cannot replace it", path_);
}

// The file must never be reachable with another mode, not even between bind and chmod: so fchmod comes first, which for
// a socket gives the mode of the file that bind makes (together with the umask).
absl::Status AdminSocket::bind_and_listen() {
  sockaddr_un address;
  if (!fill_address(path_, address))
    return absl::InvalidArgumentError(absl::StrCat("admin_socket ", path_, ": longer than ", sizeof address.sun_path - 1, " bytes"));
  listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (listener_ < 0 || fchmod(listener_, 0600) != 0) return failed("no socket", path_);
  if (bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return failed("cannot bind", path_);
  bound_ = true;
  if (chmod(path_.c_str(), 0600) != 0) return failed("cannot set its mode", path_);
  return listen(listener_, kBacklog) == 0 ? absl::OkStatus() : failed("cannot listen", path_);
}

absl::Status AdminSocket::start() {
  if (auto status = make_room(); !status.ok()) return status;
  if (auto status = bind_and_listen(); !status.ok()) return status;
  wake_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wake_ < 0) return failed("no event descriptor", path_);
  thread_ = std::thread([this] { loop(); });
  return absl::OkStatus();
}

void AdminSocket::stop() {
  if (thread_.joinable()) {
    const uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = write(wake_, &one, sizeof one);
    thread_.join();
  }
  for (int* fd : {&listener_, &wake_})
    if (*fd >= 0) close(std::exchange(*fd, -1));
  if (std::exchange(bound_, false)) unlink(path_.c_str());
}

void AdminSocket::take(int fd) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && may_speak(peer.uid, geteuid())) return accepted_(fd);
  close(fd);
  refused_(peer.uid);
}

void AdminSocket::loop() {
  while (true) {
    pollfd ready[2] = {{listener_, POLLIN, 0}, {wake_, POLLIN, 0}};
    if (poll(ready, 2, -1) < 0 && errno != EINTR) return;
    if ((ready[1].revents & POLLIN) != 0) return;
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd >= 0) take(fd);
    else if (errno == EMFILE || errno == ENFILE) poll(&ready[1], 1, 1000);  // without a descriptor, wait for one
  }
}

}  // namespace postern::rpc
