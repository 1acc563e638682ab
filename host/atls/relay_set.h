// SPDX-License-Identifier: Apache-2.0
#pragma once

// RelaySet: the admitted connections of one relay thread.

#include <memory>
#include <unordered_map>

#include "host/atls/connection_log.h"
#include "host/atls/connection_slot.h"
#include "host/atls/event_loop.h"
#include "host/atls/linger.h"
#include "host/atls/relay.h"
#include "host/attest/connection_sink.h"

namespace postern::atls {

// Membership: that the sink has admitted a connection; tells it to forget on destruction, hence exactly once.
class Membership {
 public:
  Membership(attest::ConnectionSink& sink, std::string name) : sink_(&sink), name_(std::move(name)) {}
  Membership(Membership&& other) noexcept
      : sink_(std::exchange(other.sink_, nullptr)), name_(std::move(other.name_)) {}
  Membership& operator=(Membership&&) = delete;
  ~Membership();

 private:
  attest::ConnectionSink* sink_;
  std::string name_;
};

class RelaySet {
 public:
  struct Member {
    ConnectionName name;
    Membership membership;
    ConnectionSlot slot;
    Relay::Parts parts;
  };

  // log must outlive the set.
  explicit RelaySet(ConnectionLog& log);
  ~RelaySet();

  absl::Status start() { return loop_.start(); }

  // add: thread-safe. Once stopped, the connection is closed at once.
  void add(Member member);

  // stop: closes all connections, joins. Idempotent.
  void stop();

 private:
  struct Entry;
  void begin(Member member);
  void finish(uint64_t id, const std::string& reason);

  ConnectionLog& log_;
  EventLoop loop_;  // the rest: on its thread, or when that is not running
  Linger linger_;
  uint64_t last_id_ = 0;
  std::unordered_map<uint64_t, std::unique_ptr<Entry>> entries_;
};

}  // namespace postern::atls
