// SPDX-License-Identifier: Apache-2.0
#pragma once

// Clock: the time as the collateral service sees it. Ages and dates are wall time; deadlines and budgets are steady
// time. Tests give one that they turn by hand.

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "host/attest/validator.h"

namespace postern::collateral {

using attest::Time;  // wall time
using Steady = std::chrono::steady_clock::time_point;
using Duration = std::chrono::nanoseconds;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const;
  virtual Steady steady() const;

  // wait: lets go of the lock until changed is notified or `until` has come; may return early, so callers wait in a
  // loop over what they wait for.
  virtual void wait(std::condition_variable& changed, std::unique_lock<std::mutex>& lock, Steady until) const;
};

// deadline_after: `from` plus `patience`, without overflow: no deadline is further away than a day.
Steady deadline_after(Steady from, Duration patience);

// print_age: a duration in whole seconds for people: "3 s", "26 h 0 min".
std::string print_age(Duration age);

// print_time: RFC 3339, in UTC and whole seconds: "2026-11-25T23:56:21Z".
std::string print_time(Time time);

}  // namespace postern::collateral
