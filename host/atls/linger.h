// SPDX-License-Identifier: Apache-2.0
#pragma once

// Linger: closing a TCP socket so that the peer gets our last words. A socket that is closed while bytes of
// the peer are unread is reset, and the reset may overtake the alert that says why (RFC 1122 §4.2.2.13).

#include <chrono>
#include <cstdint>
#include <memory>
#include <unordered_map>

#include "host/atls/connection_slot.h"
#include "host/atls/event_loop.h"
#include "host/atls/unique_fd.h"

namespace postern::atls {

class Linger {
 public:
  static constexpr std::chrono::milliseconds kTime{1000};  // then it is closed all the same
  static constexpr std::size_t kBytes = 8 << 20;           // no more than this is read and thrown away

  // Made, used and destroyed on the loop's thread, or when that is not running.
  explicit Linger(EventLoop& loop);
  ~Linger();

  // close: shuts the sending side down, then reads until the peer has closed too.
  void close(UniqueFd fd, ConnectionSlot slot);

 private:
  struct Closing;
  void drain(uint64_t id);
  void finish(uint64_t id);

  EventLoop& loop_;
  uint64_t last_id_ = 0;
  std::unordered_map<uint64_t, std::unique_ptr<Closing>> closing_;
};

}  // namespace postern::atls
