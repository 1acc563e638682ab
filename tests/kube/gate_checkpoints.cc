// SPDX-License-Identifier: Apache-2.0
#include "kube/gate_checkpoints.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>

namespace postern::test {

Checkpoints::Checkpoints(std::string path) : path_(std::move(path)) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path_.c_str(), sizeof address.sun_path - 1);
  listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(listener_, 16) != 0)
    throw std::runtime_error("cannot listen on " + path_);
}

Checkpoints::~Checkpoints() {
  drop();
  close(listener_);
}

std::string Checkpoints::arrive() {
  drop();
  pollfd waiting{listener_, POLLIN, 0};
  if (poll(&waiting, 1, 60'000) != 1) return {};
  standing_ = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  std::string name;
  for (char c = 0; read(standing_, &c, 1) == 1 && c != '\n';) name += c;
  return name;
}

void Checkpoints::pass() {
  (void)!write(standing_, "", 1);
  drop();
}

void Checkpoints::drop() {
  if (standing_ >= 0) close(standing_);
  standing_ = -1;
}

}  // namespace postern::test
