// SPDX-License-Identifier: Apache-2.0
#include "common/keys/backoff.h"

#include <algorithm>
#include <random>

namespace postern::keys {

Jitter random_jitter() {
  return [] {
    thread_local std::minstd_rand engine(std::random_device{}());
    return std::uniform_real_distribution<double>(0, 1)(engine);
  };
}

std::chrono::milliseconds Backoff::next() {
  const auto ceiling = std::min(ceiling_, most_);
  ceiling_ = std::min(ceiling * 2, most_);
  const double part = std::clamp(jitter_(), 0.0, 1.0);
  return std::chrono::milliseconds(static_cast<std::chrono::milliseconds::rep>(static_cast<double>(ceiling.count()) * part));
}

}  // namespace postern::keys
