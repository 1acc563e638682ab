// SPDX-License-Identifier: Apache-2.0
#pragma once

// HandshakeTable: the handshakes that are under way. One waits on the event loop until its peer has sent
// something or its time is up, and occupies a worker only while there are bytes to process.

#include <functional>
#include <memory>
#include <unordered_map>

#include "host/atls/connection_log.h"
#include "host/atls/event_loop.h"
#include "host/atls/gate_handshake.h"
#include "host/atls/linger.h"
#include "host/atls/worker_pool.h"

namespace postern::atls {

class HandshakeTable {
 public:
  struct Surroundings {
    EventLoop& loop;
    WorkerPool& workers;
    Linger& linger;
    ConnectionLog& log;
    std::function<void(AdmittedConnection)> admitted;  // on a worker
    std::function<void()> fewer;                       // on the loop: a handshake has left the table
  };

  // All but the private work() is called on the loop's thread, or when neither it nor the workers run.
  explicit HandshakeTable(Surroundings around);
  ~HandshakeTable();

  void add(std::shared_ptr<GateHandshake> handshake);

  // size: handshakes that wait or are worked on, those included that are over but still hold a worker.
  std::size_t size() const { return entries_.size(); }

  // refuse_all: when the loop and the workers have stopped.
  void refuse_all();

 private:
  struct Entry;
  void wait(uint64_t id, uint32_t events);
  void ready(uint64_t id);
  void expire(uint64_t id);
  void remove(uint64_t id);
  void work(uint64_t id, GateHandshake& handshake);
  void refused(uint64_t id, GateHandshake& handshake);

  Surroundings around_;
  uint64_t last_id_ = 0;
  std::unordered_map<uint64_t, std::unique_ptr<Entry>> entries_;
};

}  // namespace postern::atls
