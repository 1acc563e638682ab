// SPDX-License-Identifier: Apache-2.0
#pragma once

// Backoff: how long to wait before asking again.

#include <chrono>
#include <functional>

namespace postern::keys {

// Jitter: a random number from 0 to less than 1. Any thread.
using Jitter = std::function<double()>;
Jitter random_jitter();

// Backoff: full jitter over a ceiling that doubles: each wait is a random part of first, 2·first, 4·first … but never
// more than most. So clients that failed together do not come back together. One thread.
class Backoff {
 public:
  Backoff(std::chrono::milliseconds first, std::chrono::milliseconds most, const Jitter& jitter)
      : ceiling_(first), most_(most), jitter_(jitter) {}
  std::chrono::milliseconds next();

 private:
  std::chrono::milliseconds ceiling_;
  const std::chrono::milliseconds most_;
  const Jitter& jitter_;
};

}  // namespace postern::keys
