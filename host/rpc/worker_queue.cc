// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/worker_queue.h"

#include <system_error>

namespace postern::rpc {

WorkerQueue::~WorkerQueue() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  work_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

// When the system gives no thread, the job waits for one of those that there are.
bool WorkerQueue::add_thread() {
  try {
    threads_.emplace_back([this] { loop(); });
    return true;
  } catch (const std::system_error&) {
    return !threads_.empty();
  }
}

// A thread that has been woken counts as idle until it runs, so the line counts against those that are idle.
bool WorkerQueue::submit(std::function<void()> job) {
  const std::lock_guard lock(mutex_);
  if (stopping_ || line_.size() >= longest_) return false;
  if (idle_ <= line_.size() && threads_.size() < most_threads_ && !add_thread()) return false;
  line_.push_back(std::move(job));
  work_.notify_one();
  return true;
}

std::size_t WorkerQueue::waiting() const {
  const std::lock_guard lock(mutex_);
  return line_.size();
}

std::size_t WorkerQueue::threads() const {
  const std::lock_guard lock(mutex_);
  return threads_.size();
}

void WorkerQueue::loop() {
  std::unique_lock lock(mutex_);
  while (true) {
    ++idle_;
    work_.wait(lock, [this] { return stopping_ || !line_.empty(); });
    --idle_;
    if (line_.empty()) return;
    const std::function<void()> job = std::move(line_.front());
    line_.pop_front();
    lock.unlock();
    job();
    lock.lock();
  }
}

}  // namespace postern::rpc
