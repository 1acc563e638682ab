// SPDX-License-Identifier: Apache-2.0
#include "host/atls/plain_pair.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cstddef>

namespace postern::atls {
namespace {

// unix(7): an abstract address is a zero byte and as many bytes as the length says.
bool bind_abstract(int fd, const std::string& name) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (name.size() + 1 > sizeof address.sun_path) return false;
  std::copy(name.begin(), name.end(), address.sun_path + 1);
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  return ::bind(fd, reinterpret_cast<const sockaddr*>(&address), size) == 0;
}

}  // namespace

absl::StatusOr<PlainPair> make_plain_pair(const std::string& name) {
  int fds[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds) != 0) {
    return absl::ResourceExhaustedError("cannot make a socket pair");
  }
  PlainPair pair{UniqueFd(fds[0]), UniqueFd(fds[1])};
  if (!name.empty() && !bind_abstract(pair.ours.get(), name)) {
    return absl::AlreadyExistsError("cannot bind a socket to the name " + name);
  }
  return pair;
}

}  // namespace postern::atls
