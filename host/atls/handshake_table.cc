// SPDX-License-Identifier: Apache-2.0
#include "host/atls/handshake_table.h"

#include <sys/epoll.h>

#include "host/atls/handshake_refusal.h"

namespace postern::atls {

struct HandshakeTable::Entry {
  std::shared_ptr<GateHandshake> handshake;
  bool is_working = false;  // a worker has it, and will say what comes next
  bool is_over = false;     // its time is up
  EventLoop::Timer timer;
  EventLoop::Watch watch;
};

HandshakeTable::HandshakeTable(Surroundings around) : around_(std::move(around)) {}

HandshakeTable::~HandshakeTable() = default;

void HandshakeTable::add(std::shared_ptr<GateHandshake> handshake) {
  const uint64_t id = ++last_id_;
  const int fd = handshake->fd();
  std::unique_ptr<Entry> entry(new Entry{std::move(handshake),
                                         false,
                                         false,
                                         {around_.loop, [this, id] { expire(id); }},
                                         {around_.loop, fd, [this, id](uint32_t) { ready(id); }}});
  entry->timer.set(entry->handshake->deadline());
  entries_.emplace(id, std::move(entry));
  wait(id, EPOLLIN);  // the client speaks first
}

void HandshakeTable::wait(uint64_t id, uint32_t events) {
  Entry& entry = *entries_.at(id);
  entry.is_working = false;
  if (entry.is_over) return remove(id);
  if (entry.watch.want(events)) return;
  if (entry.handshake->settle()) {
    around_.log.refused(entry.handshake->name(),
                        refused_overload("the kernel has no room for another socket"), "");
  }
  remove(id);
}

void HandshakeTable::ready(uint64_t id) {
  Entry& entry = *entries_.at(id);
  entry.watch.ignore();  // the descriptor may change its owner now
  entry.is_working = true;
  around_.workers.submit([this, id, handshake = entry.handshake] { work(id, *handshake); });
}

// What a worker does that is too late no longer counts; the peer does not wait for it.
void HandshakeTable::expire(uint64_t id) {
  Entry& entry = *entries_.at(id);
  if (!entry.handshake->settle()) return;
  around_.log.refused(entry.handshake->name(), refused_late(), "");
  entry.handshake->cut();
  entry.is_over = true;
  if (entry.is_working) return;
  entry.watch.ignore();
  remove(id);
}

void HandshakeTable::remove(uint64_t id) {
  around_.loop.post([this, id] {
    entries_.erase(id);
    around_.fewer();
  });
}

void HandshakeTable::work(uint64_t id, GateHandshake& handshake) {
  const GateHandshake::Progress progress = handshake.advance();
  switch (progress) {
    case GateHandshake::Progress::kWantRead:
    case GateHandshake::Progress::kWantWrite: {
      const uint32_t events = progress == GateHandshake::Progress::kWantRead ? EPOLLIN : EPOLLOUT;
      return around_.loop.post([this, id, events] { wait(id, events); });
    }
    case GateHandshake::Progress::kAdmitted:
      if (handshake.settle()) around_.admitted(handshake.take());
      return remove(id);
    case GateHandshake::Progress::kRefused:
      return refused(id, handshake);
  }
}

void HandshakeTable::refused(uint64_t id, GateHandshake& handshake) {
  if (!handshake.settle()) return remove(id);
  around_.log.refused(handshake.name(), handshake.refusal(), handshake.tls_version(), handshake.silent());
  around_.loop.post([this, id] {
    GateHandshake& refused = *entries_.at(id)->handshake;
    around_.linger.close(refused.release_fd(), refused.release_slot());
    entries_.erase(id);
    around_.fewer();
  });
}

void HandshakeTable::refuse_all() {
  for (const auto& [id, entry] : entries_) {
    if (entry->handshake->settle()) around_.log.refused(entry->handshake->name(), refused_stopping(), "");
  }
  entries_.clear();
}

}  // namespace postern::atls
