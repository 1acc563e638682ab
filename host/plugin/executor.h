// SPDX-License-Identifier: Apache-2.0
#pragma once

// Executor: threads on which plugin code runs, so that code which never returns costs a thread and not the gate.

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

namespace postern::plugin {

class Executor {
 public:
  enum class Outcome {
    kDone,       // the job has returned
    kAbandoned,  // the job still runs; its thread is its own from now on
    kNotRun,     // no thread became free in time; the job will never run
  };

  // most_threads: bound on all threads, the stuck ones included.
  explicit Executor(std::size_t most_threads = 512);
  ~Executor();  // waits for jobs that are not abandoned; leaves the abandoned ones alone
  Executor(const Executor&) = delete;

  // run: runs the job on a thread of this executor and waits for it until the deadline. The job must not throw and
  // must own what it uses. Thread-safe.
  Outcome run(std::function<void()> job, std::chrono::steady_clock::time_point deadline);

  // stuck: how many abandoned jobs have not returned yet.
  std::size_t stuck() const;

  // wait_for_stuck: waits until every abandoned job has returned after all; false when some have not by then.
  bool wait_for_stuck(std::chrono::steady_clock::time_point until) const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace postern::plugin
