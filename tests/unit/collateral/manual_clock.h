// SPDX-License-Identifier: Apache-2.0
#pragma once

// ManualClock: a clock that stands still until a test turns it.

#include <atomic>
#include <thread>

#include "host/collateral/clock.h"

namespace postern::collateral {

inline constexpr Time kStart{std::chrono::seconds(1'790'000'000)};  // 2026-09-21T14:13:20Z

class ManualClock : public Clock {
 public:
  Time now() const override { return kStart + wall_.load(); }
  Steady steady() const override { return Steady(std::chrono::hours(1000)) + steady_.load(); }

  // Looks again every millisecond; what the caller waits for is the clock or an event, never this pause.
  void wait(std::condition_variable& changed, std::unique_lock<std::mutex>& lock, Steady) const override {
    waiting_ = waiting_ + 1;
    changed.wait_for(lock, std::chrono::milliseconds(1));
  }

  void advance(Duration by) {
    wall_ = wall_.load() + by;
    steady_ = steady_.load() + by;
  }
  void turn_wall(Duration by) { wall_ = wall_.load() + by; }  // steady time stays

  // wait_for_waiter: until somebody waits by this clock (or has begun another round of it).
  void wait_for_waiter() const {
    const auto before = waiting_.load();
    while (waiting_.load() == before) std::this_thread::yield();
  }

 private:
  std::atomic<Duration> wall_{Duration(0)}, steady_{Duration(0)};
  mutable std::atomic<uint64_t> waiting_{0};
};

}  // namespace postern::collateral
