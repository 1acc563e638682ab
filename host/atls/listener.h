// SPDX-License-Identifier: Apache-2.0
#pragma once

// Listener: accepts TCP connections on an event loop.

#include <string>

#include "host/atls/connection_log.h"
#include "host/atls/event_loop.h"
#include "host/atls/unique_fd.h"

namespace postern::atls {

class Listener {
 public:
  // accepted: a connected, non-blocking socket and the peer's numeric address; may call pause().
  using Accepted = absl::AnyInvocable<void(UniqueFd fd, std::string peer)>;

  // Made, used and destroyed on the loop's thread, or when that is not running.
  Listener(EventLoop& loop, UniqueFd fd, Accepted accepted, ConnectionLog& log);
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // resume: also to begin. pause: new connections wait in the kernel's backlog.
  void resume();
  void pause();
  bool is_paused() const { return is_paused_; }

 private:
  void ready();
  bool accept_one();
  void back_off(int error);

  UniqueFd fd_;
  Accepted accepted_;
  ConnectionLog& log_;
  bool is_paused_ = true;
  bool is_failing_ = false;
  EventLoop::Timer retry_;
  EventLoop::Watch watch_;
};

}  // namespace postern::atls
