// SPDX-License-Identifier: Apache-2.0
#include "host/plugin/executor.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

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
  std::map<std::thread::id, std::thread> threads;
  std::vector<std::thread::id> ended;  // have left work_loop
  std::size_t most_threads = 0, idle = 0, stuck = 0;
  bool stopping = false;

  void add_thread(const std::shared_ptr<State>& self);
  void withdraw(const std::shared_ptr<Task>& task);
  void work_loop();
  void run_one(std::unique_lock<std::mutex>& lock, const std::shared_ptr<Task>& task);
};

// When the system gives no thread, the job waits for one of those that there are.
void Executor::State::add_thread(const std::shared_ptr<State>& self) {
  try {
    std::thread thread([self] { self->work_loop(); });
    const std::thread::id id = thread.get_id();
    threads.emplace(id, std::move(thread));
  } catch (const std::system_error&) {
  }
}

void Executor::State::withdraw(const std::shared_ptr<Task>& task) {
  task->phase = Task::Phase::kWithdrawn;
  std::erase(queue, task);  // the caller's is the last reference: what the job owns goes when the lock is free again
}

void Executor::State::run_one(std::unique_lock<std::mutex>& lock, const std::shared_ptr<Task>& task) {
  task->phase = Task::Phase::kRunning;
  lock.unlock();
  task->job();
  task->job = nullptr;
  lock.lock();
  if (task->phase == Task::Phase::kAbandoned && --stuck == 0) quiet.notify_all();
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
  ended.push_back(std::this_thread::get_id());
  quiet.notify_all();
}

Executor::Executor(std::size_t most_threads) : state_(std::make_shared<State>()) {
  state_->most_threads = most_threads;
}

// Joins what has ended, so that what libraries keep per thread is gone too; only the stuck threads are left behind.
Executor::~Executor() {
  std::unique_lock lock(state_->mutex);
  state_->stopping = true;
  state_->work.notify_all();
  state_->quiet.wait(lock, [&] { return state_->threads.size() - state_->ended.size() <= state_->stuck; });
  std::map<std::thread::id, std::thread> threads = std::move(state_->threads);
  const std::vector<std::thread::id> ended = std::move(state_->ended);
  lock.unlock();
  for (const std::thread::id id : ended) threads.at(id).join();
  for (auto& [id, thread] : threads)
    if (thread.joinable()) thread.detach();
}

Executor::Outcome Executor::run(std::function<void()> job, std::chrono::steady_clock::time_point deadline) {
  auto task = std::make_shared<Task>();
  task->job = std::move(job);
  std::unique_lock lock(state_->mutex);
  state_->queue.push_back(task);
  if (state_->idle < state_->queue.size() && state_->threads.size() < state_->most_threads) state_->add_thread(state_);
  state_->work.notify_one();
  task->finished.wait_until(lock, deadline, [&] { return task->phase == Task::Phase::kDone; });
  switch (task->phase) {
    case Task::Phase::kDone: return Outcome::kDone;
    case Task::Phase::kRunning:
      task->phase = Task::Phase::kAbandoned;
      ++state_->stuck;
      state_->quiet.notify_all();
      return Outcome::kAbandoned;
    default: state_->withdraw(task); return Outcome::kNotRun;
  }
}

std::size_t Executor::stuck() const {
  const std::lock_guard lock(state_->mutex);
  return state_->stuck;
}

bool Executor::wait_for_stuck(std::chrono::steady_clock::time_point until) const {
  std::unique_lock lock(state_->mutex);
  return state_->quiet.wait_until(lock, until, [&] { return state_->stuck == 0; });
}

}  // namespace postern::plugin
