// SPDX-License-Identifier: Apache-2.0
#pragma once

// RetryPlan: whether and when a node asks again after it got no ticket.

#include <absl/status/status.h>

#include <chrono>
#include <optional>

namespace postern::app {

class RetryPlan {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  // budget: for how long after start to go on; 0: not at all.
  RetryPlan(std::chrono::seconds budget, Moment start) : end_(start + budget) {}

  // next: how long to wait before asking again, or nothing: the answer is final, or the wait would go beyond the budget.
  // Only UNAVAILABLE, RESOURCE_EXHAUSTED and DEADLINE_EXCEEDED are worth it. The gate's own word counts (details_of);
  // without one the pauses grow from one second to thirty, each up to a quarter shorter so that nodes that were refused
  // together do not come back together. chance: 0 to 1, drawn by the caller.
  std::optional<std::chrono::milliseconds> next(const absl::Status& status, Moment now, double chance);

 private:
  const Moment end_;
  std::chrono::milliseconds pause_ = std::chrono::seconds(1);
};

}  // namespace postern::app
