// SPDX-License-Identifier: Apache-2.0
#pragma once

// SingleFlight: however many want the same thing at once, it is fetched once. A flight has its own thread: whoever
// waits for it may leave at its own deadline, and the flight goes on for the others.

#include <absl/status/statusor.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "host/collateral/page.h"

namespace postern::collateral {

class SingleFlight {
 public:
  using Result = absl::StatusOr<PagePtr>;
  // Deadline: until when somebody still waits for the flight; moves when others join. Thread-safe.
  using Deadline = std::function<Steady()>;
  using Work = std::function<Result(const Deadline&)>;

  // clock outlives this. most: flights at the same time.
  SingleFlight(const Clock& clock, std::size_t most) : clock_(clock), most_(most) {}
  ~SingleFlight();  // waits for all flights
  SingleFlight(const SingleFlight&) = delete;

  // join: the result of the flight with this key; starts one with `work` when there is none. Errors of its own:
  // DEADLINE_EXCEEDED when the deadline comes first, UNAVAILABLE when there are too many flights. work must own what
  // it uses. Thread-safe.
  Result join(const std::string& key, Steady deadline, Work work);

 private:
  struct Flight {
    std::atomic<Steady::rep> wanted_until = 0;
    std::optional<Result> result;
  };
  using FlightPtr = std::shared_ptr<Flight>;
  FlightPtr start(const std::string& key, Steady deadline, Work work);  // mutex_ is held; nullptr when there are too many
  void fly(const std::string& key, const FlightPtr& flight, const Work& work);
  void collect();  // mutex_ is held

  const Clock& clock_;
  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, FlightPtr> flights_;
  std::map<std::thread::id, std::thread> threads_;
  std::vector<std::thread::id> ended_;
};

}  // namespace postern::collateral
