// SPDX-License-Identifier: Apache-2.0
#pragma once

// WorkerQueue: threads that answer requests, and a bounded line in front of them. A thread is started when a job comes
// that none of those there are is free for: each keeps a stack and an allocator's cache of its own, which a gate that has
// few requests at a time does without.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace postern::rpc {

class WorkerQueue {
 public:
  WorkerQueue(std::size_t most_threads, std::size_t longest) : most_threads_(most_threads), longest_(longest) {}
  ~WorkerQueue();  // runs what is in line, then joins the threads
  WorkerQueue(const WorkerQueue&) = delete;

  // submit: false when the line is full, or no thread can be started and there is none; the job is then not taken.
  // Thread-safe.
  bool submit(std::function<void()> job);

  // waiting: jobs in line. Thread-safe.
  std::size_t waiting() const;
  // threads: how many have been started. Thread-safe.
  std::size_t threads() const;

 private:
  bool add_thread();
  void loop();
  const std::size_t most_threads_, longest_;
  mutable std::mutex mutex_;
  std::condition_variable work_;
  std::deque<std::function<void()>> line_;
  std::size_t idle_ = 0;  // threads that wait for a job
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace postern::rpc
