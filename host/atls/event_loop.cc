// SPDX-License-Identifier: Apache-2.0
#include "host/atls/event_loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>
#include <system_error>

namespace postern::atls {

absl::Status EventLoop::start() {
  epoll_.reset(::epoll_create1(EPOLL_CLOEXEC));
  event_.reset(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  epoll_event wanted{};
  wanted.events = EPOLLIN;
  wanted.data.u64 = 0;  // no Watch has this id
  if (!epoll_ || !event_ || ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, event_.get(), &wanted) != 0) {
    return absl::ResourceExhaustedError("cannot make an event loop: no descriptor left");
  }
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error&) {
    return absl::ResourceExhaustedError("cannot make an event loop: no thread left");
  }
  return absl::OkStatus();
}

void EventLoop::stop() {
  std::vector<Task> dropped;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    dropped.swap(tasks_);
  }
  wake();
  if (thread_.joinable()) thread_.join();
}

void EventLoop::post(Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    tasks_.push_back(std::move(task));
    if (tasks_.size() > 1) return;  // whoever posted the first has woken the loop
  }
  wake();
}

void EventLoop::wake() {
  const uint64_t one = 1;
  if (event_) [[maybe_unused]]
    const ssize_t written = ::write(event_.get(), &one, sizeof one);
}

int EventLoop::wait_milliseconds() const {
  if (timers_.empty()) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(timers_.begin()->first.first - Clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000));
}

void EventLoop::run() {
  std::array<epoll_event, 64> events;
  while (true) {
    const int count =
        ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), wait_milliseconds());
    for (int i = 0; i < count; ++i) {
      const epoll_event event = events[static_cast<std::size_t>(i)];
      const uint64_t id = event.data.u64;  // a copy: epoll_event is packed, and nothing may refer to its fields
      // A Watch that an earlier event of this batch destroyed is no longer there; ids are never used again.
      const auto found = watches_.find(id);
      if (found != watches_.end()) found->second->ready_(event.events);
    }
    run_timers();
    run_tasks();
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
  }
}

void EventLoop::run_tasks() {
  uint64_t counter = 0;
  [[maybe_unused]] const ssize_t got = ::read(event_.get(), &counter, sizeof counter);
  std::vector<Task> tasks;
  {
    const std::lock_guard lock(mutex_);
    tasks.swap(tasks_);
  }
  for (Task& task : tasks) task();
}

void EventLoop::run_timers() {
  const Clock::time_point now = Clock::now();
  while (!timers_.empty() && timers_.begin()->first.first <= now) {
    Timer* timer = timers_.begin()->second;
    timer->cancel();
    timer->expired_();
  }
}

EventLoop::Watch::Watch(EventLoop& loop, int fd, Callback ready)
    : loop_(loop), fd_(fd), ready_(std::move(ready)), id_(++loop.last_id_) {
  loop_.watches_.emplace(id_, this);
}

EventLoop::Watch::~Watch() {
  ignore();
  loop_.watches_.erase(id_);
}

bool EventLoop::Watch::want(uint32_t events) {
  if (registered_ && wanted_ == events) return true;
  epoll_event wanted{};
  wanted.events = events;
  wanted.data.u64 = id_;
  if (::epoll_ctl(loop_.epoll_.get(), registered_ ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd_, &wanted) != 0)
    return false;
  registered_ = true;
  wanted_ = events;
  return true;
}

void EventLoop::Watch::ignore() {
  if (registered_) ::epoll_ctl(loop_.epoll_.get(), EPOLL_CTL_DEL, fd_, nullptr);
  registered_ = false;
}

EventLoop::Timer::Timer(EventLoop& loop, Task expired)
    : loop_(loop), expired_(std::move(expired)), id_(++loop.last_id_) {}

void EventLoop::Timer::set(Clock::time_point when) {
  cancel();
  when_ = when;
  set_ = true;
  loop_.timers_.emplace(Deadline{when_, id_}, this);
}

void EventLoop::Timer::cancel() {
  if (set_) loop_.timers_.erase({when_, id_});
  set_ = false;
}

}  // namespace postern::atls
