// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/single_flight.h"

#include <exception>
#include <system_error>
#include <utility>

namespace postern::collateral {
namespace {

template <typename Flight>
void want_until(Flight& flight, Steady deadline) {
  auto known = flight.wanted_until.load();
  const auto wanted = deadline.time_since_epoch().count();
  while (known < wanted && !flight.wanted_until.compare_exchange_weak(known, wanted)) continue;
}

// run: what throws has failed.
SingleFlight::Result run(const SingleFlight::Work& work, const SingleFlight::Deadline& deadline) {
  try {
    return work(deadline);
  } catch (const std::exception& error) {
    return absl::UnavailableError(error.what());
  }
}

// own_copy: shares nothing with the original but the page. The library that counts the references to a status is not
// instrumented for race detectors, which so see only what is ordered by this class.
SingleFlight::Result own_copy(const SingleFlight::Result& result) {
  if (result.ok()) return *result;
  return absl::Status(result.status().code(), result.status().message());
}

}  // namespace

SingleFlight::~SingleFlight() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return ended_.size() == threads_.size(); });
  collect();
}

SingleFlight::Result SingleFlight::join(const std::string& key, Steady deadline, Work work) {
  std::unique_lock lock(mutex_);
  collect();
  const auto found = flights_.find(key);
  const FlightPtr flight = found == flights_.end() ? start(key, deadline, std::move(work)) : found->second;
  if (flight == nullptr) return absl::UnavailableError("too many fetches at once");
  want_until(*flight, deadline);
  while (!flight->result && clock_.steady() < deadline) clock_.wait(changed_, lock, deadline);
  if (flight->result) return own_copy(*flight->result);
  return absl::DeadlineExceededError("no answer in time");
}

SingleFlight::FlightPtr SingleFlight::start(const std::string& key, Steady deadline, Work work) {
  if (flights_.size() >= most_) return nullptr;
  auto flight = std::make_shared<Flight>();
  want_until(*flight, deadline);
  try {
    std::thread thread([this, key, flight, work = std::move(work)] { fly(key, flight, work); });
    const auto id = thread.get_id();
    threads_.emplace(id, std::move(thread));
  } catch (const std::system_error&) {
    return nullptr;  // the system has no thread left
  }
  flights_.emplace(key, flight);
  return flight;
}

void SingleFlight::fly(const std::string& key, const FlightPtr& flight, const Work& work) {
  Result result = run(work, [&] { return Steady(Steady::duration(flight->wanted_until.load())); });
  const std::lock_guard lock(mutex_);
  flight->result = std::move(result);
  flights_.erase(key);
  ended_.push_back(std::this_thread::get_id());
  changed_.notify_all();
}

// A thread in ended_ has nothing left to do but to return.
void SingleFlight::collect() {
  for (const auto id : ended_) {
    threads_.at(id).join();
    threads_.erase(id);
  }
  ended_.clear();
}

}  // namespace postern::collateral
