// SPDX-License-Identifier: Apache-2.0
#pragma once

// Revoker: revokes effects in the background, again and again, with growing pauses, until that succeeds.

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "host/attest/journal.h"
#include "host/pipeline/backend.h"

namespace postern::ledger {

// Task: one effect to be revoked. fallback does it when no backend is found.
struct Task {
  pipeline::Effect effect;
  pipeline::Intent intent;
  std::shared_ptr<pipeline::Backend> fallback = nullptr;
  bool reported = false;  // that nobody can revoke it
};

class Revoker {
 public:
  using Clock = std::function<attest::Time()>;
  // Find: the backend that revokes this intent's effect, or nullptr when the configuration in force has none.
  // Thread-safe.
  using Find = std::function<std::shared_ptr<pipeline::Backend>(const pipeline::Intent&)>;

  // journal outlives it. first_pause: after the first failure; doubled each time, at most five minutes, and never
  // shorter than the backend asks for.
  Revoker(attest::Journal& journal, Clock clock, std::chrono::milliseconds first_pause);
  ~Revoker() { stop(std::chrono::milliseconds(0)); }
  Revoker(const Revoker&) = delete;

  void find_by(Find find);

  // add: does not block. Effects of one request are revoked one after the other, the latest entry first.
  void add(Task task);

  // wait_for_first: until everything that was added has been tried once; false when it has not been by then.
  bool wait_for_first(std::chrono::milliseconds patience);

  // stop: begins no revocation but first ones, and those only within grace; then waits for those in progress (at most
  // ten seconds each). What is left is for the next start. The found backends are let go of.
  void stop(std::chrono::milliseconds grace);

 private:
  using Moment = std::chrono::steady_clock::time_point;
  struct Group {  // the effects of one request
    std::map<uint64_t, Task, std::greater<>> tasks;
    Moment due;
    int attempts = 0;
    bool running = false;
  };
  using Groups = std::map<std::string, Group>;

  void loop();
  Groups::iterator next_due(Moment now, Moment& wake);  // mutex_ is held
  void work(std::unique_lock<std::mutex>& lock, Groups::iterator group);
  bool revoke(Task& task, std::chrono::nanoseconds& pause);
  void report_orphan(Task& task);

  attest::Journal& journal_;
  const Clock clock_;
  const std::chrono::milliseconds first_pause_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  Find find_;
  Groups groups_;
  uint64_t unnumbered_ = 0;
  bool stopping_ = false;
  Moment grace_end_;
  std::vector<std::thread> threads_;
};

}  // namespace postern::ledger
