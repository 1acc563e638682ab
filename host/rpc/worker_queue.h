// SPDX-License-Identifier: Apache-2.0
#pragma once

// WorkerQueue: a fixed number of threads that answer requests, and a bounded line in front of them.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace postern::rpc {

class WorkerQueue {
 public:
  WorkerQueue(std::size_t threads, std::size_t longest);
  ~WorkerQueue();  // runs what is in line, then joins the threads
  WorkerQueue(const WorkerQueue&) = delete;

  // submit: false when the line is full; the job is then not taken. Thread-safe.
  bool submit(std::function<void()> job);

 private:
  void loop();
  const std::size_t longest_;
  std::mutex mutex_;
  std::condition_variable work_;
  std::deque<std::function<void()>> line_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace postern::rpc
