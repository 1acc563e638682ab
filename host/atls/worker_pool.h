// SPDX-License-Identifier: Apache-2.0
#pragma once

// WorkerPool: a fixed number of threads over one queue of tasks.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"

namespace postern::atls {

class WorkerPool {
 public:
  using Task = absl::AnyInvocable<void()>;

  WorkerPool() = default;
  ~WorkerPool() { stop(); }
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // start: RESOURCE_EXHAUSTED when the kernel has no thread left. Once only.
  absl::Status start(std::size_t threads);

  // submit: in order. Thread-safe; the queue is bounded by who submits. Once stopped, the task is destroyed.
  void submit(Task task);

  // stop: waits for the tasks that run, destroys those that wait. Idempotent; not from a task.
  void stop();

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> tasks_;  // under mutex_
  bool stopping_ = false;   // under mutex_
  std::vector<std::thread> threads_;
};

}  // namespace postern::atls
