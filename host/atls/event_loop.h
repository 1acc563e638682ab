// SPDX-License-Identifier: Apache-2.0
#pragma once

// EventLoop: one thread that waits on sockets (epoll, level-triggered) and on time, and runs tasks.

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "host/atls/unique_fd.h"

namespace postern::atls {

class EventLoop {
 public:
  using Clock = std::chrono::steady_clock;
  using Task = absl::AnyInvocable<void()>;

  class Watch;
  class Timer;

  EventLoop() = default;
  ~EventLoop() { stop(); }
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // start: RESOURCE_EXHAUSTED when the kernel has no descriptor or thread left. Once only.
  absl::Status start();

  // stop: ends after what runs now; tasks that did not run are destroyed. Joins. Idempotent; not from the
  // loop.
  void stop();

  // post: has the task run on the loop, in order of posting. Thread-safe. Once stopped, the task is
  // destroyed.
  void post(Task task);

 private:
  using Deadline = std::pair<Clock::time_point, uint64_t>;

  void run();
  void wake();
  void run_tasks();
  void run_timers();
  int wait_milliseconds() const;

  UniqueFd epoll_, event_;
  std::thread thread_;

  std::mutex mutex_;
  std::vector<Task> tasks_;  // under mutex_
  bool stopping_ = false;    // under mutex_

  uint64_t last_id_ = 0;  // the rest: on the loop's thread, or when there is none
  std::unordered_map<uint64_t, Watch*> watches_;
  std::map<Deadline, Timer*> timers_;
};

// Watch: interest in one descriptor. Made, used and destroyed on the loop's thread, or when that is not
// running; never destroyed by its own callback. Does not own the descriptor, which must stay open while
// anything is wanted of it.
class EventLoop::Watch {
 public:
  using Callback = absl::AnyInvocable<void(uint32_t events)>;

  Watch(EventLoop& loop, int fd, Callback ready);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  // want: EPOLLIN, EPOLLOUT; replaces what was wanted before. 0 reports nothing but EPOLLHUP and EPOLLERR.
  // False when the kernel refuses.
  bool want(uint32_t events);

  // ignore: reports nothing at all, not even EPOLLHUP, which epoll would else repeat for ever.
  void ignore();

 private:
  friend class EventLoop;
  EventLoop& loop_;
  const int fd_;
  Callback ready_;
  const uint64_t id_;
  uint32_t wanted_ = 0;
  bool registered_ = false;
};

// Timer: runs its callback once when its time has come. Thread rule as for Watch.
class EventLoop::Timer {
 public:
  Timer(EventLoop& loop, Task expired);
  ~Timer() { cancel(); }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  void set(Clock::time_point when);  // replaces the time set before
  void cancel();

 private:
  friend class EventLoop;
  EventLoop& loop_;
  Task expired_;
  const uint64_t id_;
  Clock::time_point when_;
  bool set_ = false;
};

}  // namespace postern::atls
