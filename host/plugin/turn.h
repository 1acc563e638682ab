// SPDX-License-Identifier: Apache-2.0
#pragma once

// Turn: lets one call at a time into code that asks for it. Not a std::timed_mutex: whoever takes it need not be the
// thread that gives it back, and thread checkers understand it.

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace postern::plugin {

class Turn {
 public:
  Turn() = default;
  Turn(const Turn&) = delete;

  // take: false when it was not free until then.
  bool take(std::chrono::steady_clock::time_point until);
  void give_back();

 private:
  std::mutex mutex_;
  std::condition_variable free_;
  bool taken_ = false;
};

// OneTurn: holds a turn as long as it lives. Without a turn (nullptr) there is nothing to wait for.
class OneTurn {
 public:
  OneTurn(Turn* turn, std::chrono::steady_clock::time_point until)
      : turn_(turn), held_(turn == nullptr || turn->take(until)) {}
  ~OneTurn() {
    if (turn_ != nullptr && held_) turn_->give_back();
  }
  OneTurn(const OneTurn&) = delete;
  bool held() const { return held_; }

 private:
  Turn* const turn_;
  const bool held_;
};

}  // namespace postern::plugin
