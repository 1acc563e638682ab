// SPDX-License-Identifier: Apache-2.0
#include "host/atls/linger.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace postern::atls {

struct Linger::Closing {
  UniqueFd fd;
  ConnectionSlot slot;
  std::size_t drained = 0;
  EventLoop::Timer timer;
  EventLoop::Watch watch;
};

Linger::Linger(EventLoop& loop) : loop_(loop) {}

Linger::~Linger() = default;

void Linger::close(UniqueFd fd, ConnectionSlot slot) {
  if (!fd || ::shutdown(fd.get(), SHUT_WR) != 0) return;
  const uint64_t id = ++last_id_;
  const int number = fd.get();
  std::unique_ptr<Closing> closing(new Closing{std::move(fd),
                                               std::move(slot),
                                               0,
                                               {loop_, [this, id] { finish(id); }},
                                               {loop_, number, [this, id](uint32_t) { drain(id); }}});
  closing->timer.set(EventLoop::Clock::now() + kTime);
  if (closing->watch.want(EPOLLIN)) closing_.emplace(id, std::move(closing));
}

void Linger::drain(uint64_t id) {
  Closing& closing = *closing_.at(id);
  std::array<char, 16 * 1024> waste;
  const ssize_t size = ::recv(closing.fd.get(), waste.data(), waste.size(), 0);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (size > 0) closing.drained += static_cast<std::size_t>(size);
  if (size <= 0 || closing.drained > kBytes) finish(id);
}

// A Watch or Timer must not be destroyed by its own callback.
void Linger::finish(uint64_t id) {
  closing_.at(id)->watch.ignore();
  closing_.at(id)->timer.cancel();
  loop_.post([this, id] { closing_.erase(id); });
}

}  // namespace postern::atls
