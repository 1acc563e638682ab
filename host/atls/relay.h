// SPDX-License-Identifier: Apache-2.0
#pragma once

// Relay: one admitted connection on an event loop: a pump, its two sockets, and the idle timer.

#include <chrono>
#include <string>

#include "host/atls/event_loop.h"
#include "host/atls/pump.h"
#include "host/atls/unique_fd.h"

namespace postern::atls {

class Relay {
 public:
  struct Parts {
    UniqueFd tls_fd;
    SslPtr ssl;  // established
    UniqueFd plain_fd;
    std::chrono::milliseconds idle_timeout;
    absl::AnyInvocable<void(const absl::Status&)> failed = nullptr;  // see Pump
  };
  // ended: both directions have ended, TLS broke, or nothing moved for idle_timeout. Called once, on the
  // loop; must not destroy the relay then and there.
  using Ended = absl::AnyInvocable<void(const std::string& reason)>;

  // Made, used and destroyed on the loop's thread, or when that is not running.
  Relay(EventLoop& loop, Parts parts, Ended ended);
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  void start();

  uint64_t received() const { return pump_.received(); }
  uint64_t sent() const { return pump_.sent(); }
  bool is_over() const { return is_over_; }  // ended has been called

  // release_tls: after ended: the socket, for what still has to reach the peer.
  UniqueFd release_tls();

 private:
  void turn();
  bool wait();
  void check_idle();
  void end(const std::string& reason);

  Parts parts_;
  Ended ended_;
  Pump pump_;
  EventLoop::Clock::time_point moved_at_;
  uint64_t moved_ = 0;
  bool is_over_ = false;
  EventLoop::Timer idle_, again_;
  EventLoop::Watch tls_, plain_;
};

}  // namespace postern::atls
