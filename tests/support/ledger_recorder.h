// SPDX-License-Identifier: Apache-2.0
#pragma once

// LedgerRecorder: a ledger of effects in memory, which shows a test what is open; and fails when told to.

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <vector>

#include "host/pipeline/effect_ledger.h"

namespace postern::test {

class LedgerRecorder : public pipeline::EffectLedger {
 public:
  std::optional<uint64_t> announce(const pipeline::Intent& intent) override {
    if (before_announcing) before_announcing();
    if (fails) return std::nullopt;
    const std::lock_guard lock(mutex_);
    open_[++last_] = intent;
    changed_.notify_all();
    return last_;
  }
  void settle(uint64_t entry) override {
    const std::lock_guard lock(mutex_);
    open_.erase(entry);
    changed_.notify_all();
  }
  void revoke_later(const pipeline::Effect& effect, std::shared_ptr<pipeline::Backend>) override {
    const std::lock_guard lock(mutex_);
    later_.push_back(effect.text);
    changed_.notify_all();
  }

  // open: the effects of the open entries in the order of announcement; later: what is to be revoked in the background.
  std::vector<std::string> open() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> effects;
    for (const auto& [entry, intent] : open_) effects.push_back(intent.effect);
    return effects;
  }
  std::vector<std::string> later() const {
    const std::lock_guard lock(mutex_);
    return later_;
  }
  pipeline::Intent last() const {
    const std::lock_guard lock(mutex_);
    return open_.at(last_);
  }
  // wait_until_settled: false when something is still open after a minute.
  bool wait_until_settled() const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::minutes(1), [&] { return open_.empty(); });
  }

  std::atomic<bool> fails = false;
  std::function<void()> before_announcing;  // set it before calls

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::map<uint64_t, pipeline::Intent> open_;
  std::vector<std::string> later_;
  uint64_t last_ = 0;
};

}  // namespace postern::test
