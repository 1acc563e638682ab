// SPDX-License-Identifier: Apache-2.0
#include "host/atls/relay_set.h"

namespace postern::atls {

Membership::~Membership() {
  if (sink_ == nullptr) return;
  try {
    sink_->forget(name_);
  } catch (...) {  // a sink that fails must not end the thread
  }
}

struct RelaySet::Entry {
  ConnectionName name;
  Membership membership;
  ConnectionSlot slot;
  Relay relay;
};

RelaySet::RelaySet(ConnectionLog& log) : log_(log), linger_(loop_) {}

RelaySet::~RelaySet() { stop(); }

void RelaySet::add(Member member) {
  loop_.post([this, moved = std::move(member)]() mutable { begin(std::move(moved)); });
}

void RelaySet::begin(Member member) {
  const uint64_t id = ++last_id_;
  std::unique_ptr<Entry> entry(new Entry{
      std::move(member.name), std::move(member.membership), std::move(member.slot),
      Relay(loop_, std::move(member.parts), [this, id](const std::string& reason) { finish(id, reason); })});
  Relay& relay = entry->relay;
  entries_.emplace(id, std::move(entry));
  relay.start();
}

void RelaySet::finish(uint64_t id, const std::string& reason) {
  Entry& entry = *entries_.at(id);
  log_.ended(entry.name, reason, entry.relay.received(), entry.relay.sent());
  // The relay runs this very callback, so it goes later.
  loop_.post([this, id] {
    const auto found = entries_.find(id);
    UniqueFd fd = found->second->relay.release_tls();
    ConnectionSlot slot = std::move(found->second->slot);
    entries_.erase(found);
    linger_.close(std::move(fd), std::move(slot));
  });
}

void RelaySet::stop() {
  loop_.stop();
  for (const auto& [id, entry] : entries_) {
    if (entry->relay.is_over()) continue;
    log_.ended(entry->name, "the gate is stopping", entry->relay.received(), entry->relay.sent());
  }
  entries_.clear();
}

}  // namespace postern::atls
