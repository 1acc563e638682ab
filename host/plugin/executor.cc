// SPDX-License-Identifier: Apache-2.0
#include "host/plugin/executor.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace postern::plugin {
namespace {

struct Task {
  enum class Phase { kQueued, kRunning, kDone, kWithdrawn, kAbandoned };
  std::function<void()> job;
  Phase phase = Phase::kQueued;
  std::condition_variable finished;
};

}  // namespace

struct Executor::State {
  mutable std::mutex mutex;  // guards everything here and every Task
  std::condition_variable work, quiet;
  std::deque<std::shared_ptr<Task>> queue;
  std::size_t most_threads = 0, threads = 0, idle = 0, stuck = 0;
  bool stopping = false;

  void work_loop();
  void run_one(std::unique_lock<std::mutex>& lock, const std::shared_ptr<Task>& task);
};

void Executor::State::run_one(std::unique_lock<std::mutex>& lock, const std::shared_ptr<Task>& task) {
  if (task->phase == Task::Phase::kWithdrawn) return;
  task->phase = Task::Phase::kRunning;
  lock.unlock();
  task->job();
  task->job = nullptr;
  lock.lock();
  if (task->phase == Task::Phase::kAbandoned) --stuck;
  task->phase = Task::Phase::kDone;
  task->finished.notify_all();
}

void Executor::State::work_loop() {
  std::unique_lock lock(mutex);
  while (true) {
    ++idle;
    work.wait(lock, [&] { return stopping || !queue.empty(); });
    --idle;
    if (queue.empty()) break;
    const std::shared_ptr<Task> task = std::move(queue.front());
    queue.pop_front();
    run_one(lock, task);
  }
  --threads;
  quiet.notify_all();
}

Executor::Executor(std::size_t most_threads) : state_(std::make_shared<State>()) {
  state_->most_threads = most_threads;
}

Executor::~Executor() {
  std::unique_lock lock(state_->mutex);
  state_->stopping = true;
  state_->work.notify_all();
  state_->quiet.wait(lock, [&] { return state_->threads <= state_->stuck; });
}

Executor::Outcome Executor::run(std::function<void()> job, std::chrono::steady_clock::time_point deadline) {
  auto task = std::make_shared<Task>();
  task->job = std::move(job);
  std::unique_lock lock(state_->mutex);
  state_->queue.push_back(task);
  if (state_->idle < state_->queue.size() && state_->threads < state_->most_threads) {
    ++state_->threads;
    std::thread([state = state_] { state->work_loop(); }).detach();
  }
  state_->work.notify_one();
  task->finished.wait_until(lock, deadline, [&] { return task->phase == Task::Phase::kDone; });
  switch (task->phase) {
    case Task::Phase::kDone: return Outcome::kDone;
    case Task::Phase::kRunning:
      task->phase = Task::Phase::kAbandoned;
      ++state_->stuck;
      state_->quiet.notify_all();
      return Outcome::kAbandoned;
    default: task->phase = Task::Phase::kWithdrawn; return Outcome::kNotRun;
  }
}

std::size_t Executor::stuck() const {
  const std::lock_guard lock(state_->mutex);
  return state_->stuck;
}

}  // namespace postern::plugin
