// SPDX-License-Identifier: Apache-2.0
#include "host/atls/listener.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>

#include "host/atls/socket_address.h"

namespace postern::atls {
namespace {
constexpr int kAcceptsPerTurn = 64;
// How long to leave the backlog alone when the process or the system has run out of descriptors or memory.
constexpr std::chrono::milliseconds kBackOff{100};

// accept(2): errors of one connection, which is gone; the next may be sound.
bool is_of_the_connection(int error) {
  switch (error) {
    case EINTR:
    case ECONNABORTED:
    case EPROTO:
    case EPERM:
    case ENETDOWN:
    case ENOPROTOOPT:
    case EHOSTDOWN:
    case ENONET:
    case EHOSTUNREACH:
    case EOPNOTSUPP:
    case ENETUNREACH:
      return true;
    default:
      return false;
  }
}
}  // namespace

Listener::Listener(EventLoop& loop, UniqueFd fd, Accepted accepted, ConnectionLog& log)
    : fd_(std::move(fd)),
      accepted_(std::move(accepted)),
      log_(log),
      retry_(loop, [this] { resume(); }),
      watch_(loop, fd_.get(), [this](uint32_t) { ready(); }) {}

void Listener::resume() {
  is_paused_ = false;
  retry_.cancel();
  if (!watch_.want(EPOLLIN)) retry_.set(EventLoop::Clock::now() + kBackOff);
}

void Listener::pause() {
  is_paused_ = true;
  retry_.cancel();
  watch_.ignore();
}

void Listener::ready() {
  for (int i = 0; i < kAcceptsPerTurn && !is_paused_; ++i) {
    if (!accept_one()) return;
  }
}

bool Listener::accept_one() {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  UniqueFd fd(
      ::accept4(fd_.get(), reinterpret_cast<sockaddr*>(&address), &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!fd) {
    const int error = errno;
    if (error == EAGAIN || error == EWOULDBLOCK) return false;
    if (is_of_the_connection(error)) return true;
    back_off(error);
    return false;
  }
  is_failing_ = false;
  const int on = 1;
  ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  accepted_(std::move(fd), print_address(address, size));
  return true;
}

void Listener::back_off(int error) {
  if (!is_failing_) log_.failed(std::generic_category().message(error));
  is_failing_ = true;
  watch_.ignore();
  retry_.set(EventLoop::Clock::now() + kBackOff);
}

}  // namespace postern::atls
