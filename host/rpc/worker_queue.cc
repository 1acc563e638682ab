// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/worker_queue.h"

namespace postern::rpc {

WorkerQueue::WorkerQueue(std::size_t threads, std::size_t longest) : longest_(longest) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { loop(); });
}

WorkerQueue::~WorkerQueue() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  work_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool WorkerQueue::submit(std::function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || line_.size() >= longest_) return false;
    line_.push_back(std::move(job));
  }
  work_.notify_one();
  return true;
}

void WorkerQueue::loop() {
  std::unique_lock lock(mutex_);
  while (true) {
    work_.wait(lock, [this] { return stopping_ || !line_.empty(); });
    if (line_.empty()) return;
    const std::function<void()> job = std::move(line_.front());
    line_.pop_front();
    lock.unlock();
    job();
    lock.lock();
  }
}

}  // namespace postern::rpc
