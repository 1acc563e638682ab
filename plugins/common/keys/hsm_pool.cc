// SPDX-License-Identifier: Apache-2.0
#include "common/keys/hsm_pool.h"

namespace postern::keys {

sdk::Result<HsmPool::Lease> HsmPool::take(uint64_t generation, HsmDeadline deadline) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait_until(lock, deadline, [&] { return taken_ < limit_; }))
    return sdk::Failure(POSTERN_EXHAUSTED, POSTERN_REASON_BACKEND_UNAVAILABLE).text("HSM: all sessions are busy");
  ++taken_;
  Lease lease(*this, generation);
  if (generation_ != generation) idle_.clear();
  generation_ = generation;
  if (idle_.empty()) return lease;
  lease.idle = idle_.back();
  idle_.pop_back();
  return lease;
}

std::vector<OpenKey> HsmPool::clear(uint64_t generation) {
  const std::lock_guard lock(mutex_);
  std::vector<OpenKey> taken;
  if (generation_ == generation) taken.swap(idle_);
  idle_.clear();
  return taken;
}

void HsmPool::end(uint64_t generation, std::optional<OpenKey> kept) {
  const std::lock_guard lock(mutex_);
  --taken_;
  if (kept && generation == generation_) idle_.push_back(*kept);
  changed_.notify_one();
}

}  // namespace postern::keys
