// SPDX-License-Identifier: Apache-2.0
#include "host/plugin/turn.h"

namespace postern::plugin {

bool Turn::take(std::chrono::steady_clock::time_point until) {
  std::unique_lock lock(mutex_);
  if (!free_.wait_until(lock, until, [this] { return !taken_; })) return false;
  return taken_ = true;
}

void Turn::give_back() {
  {
    const std::lock_guard lock(mutex_);
    taken_ = false;
  }
  free_.notify_one();
}

}  // namespace postern::plugin
