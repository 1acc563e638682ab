// SPDX-License-Identifier: Apache-2.0
#pragma once

// RequestBudget: how often and how many at once each host may be asked, and until when a host wants to be left alone.
// Whoever cannot start at once waits in line, first come first served, as long as its deadline leaves hope.

#include <absl/status/statusor.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "host/collateral/clock.h"

namespace postern::collateral {

struct BudgetLimits {
  int64_t per_minute = 600;    // how fast used requests come back; at least 1
  int64_t burst = 60;          // how many may start at once after a pause; at least 1
  int64_t max_concurrent = 8;  // how many run at the same time; at least 1
};

class RequestBudget {
 public:
  // Permit: the right to make one request; what it takes up of max_concurrent comes back when it goes.
  class Permit {
   public:
    Permit(RequestBudget& budget, std::string host) : budget_(&budget), host_(std::move(host)) {}
    ~Permit() {
      if (budget_ != nullptr) budget_->release(host_);
    }
    Permit(Permit&& other) noexcept : budget_(std::exchange(other.budget_, nullptr)), host_(std::move(other.host_)) {}
    Permit& operator=(Permit&&) = delete;

   private:
    RequestBudget* budget_;
    std::string host_;
  };
  using Deadline = std::function<Steady()>;

  // clock outlives this.
  RequestBudget(BudgetLimits limits, const Clock& clock) : limits_(limits), clock_(clock) {}

  // admit: waits until a request to the host may start. UNAVAILABLE, with the reason, once that is known not to happen
  // by the deadline, which may move while this waits; it is asked with the lock held. Thread-safe.
  absl::StatusOr<Permit> admit(const std::string& host, const Deadline& deadline);

  // hold: no request to the host for this long; a longer one that is in force stays. why: "HTTP status 429".
  void hold(const std::string& host, Duration length, const std::string& why);

  // refusal: why a request could not start by the deadline as things are, or nothing.
  std::optional<absl::Status> refusal(const std::string& host, Steady deadline);

  // stop: whoever waits, and whoever comes, is refused.
  void stop();

 private:
  struct Host {
    double tokens = 0;  // requests that may start now
    Steady filled{};    // when tokens was true
    int64_t running = 0;
    Steady held_until{};
    std::string held_why;
    std::deque<uint64_t> line;  // tickets
  };
  Host& host_of(const std::string& name);
  bool may_start(const Host& host, uint64_t ticket) const;
  Steady start_of(const Host& host, std::size_t place) const;
  absl::Status reason(const std::string& name, const Host& host, std::size_t place) const;
  void leave(Host& host, uint64_t ticket);
  void release(const std::string& host);

  const BudgetLimits limits_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, Host> hosts_;
  uint64_t next_ticket_ = 0;
  bool stopped_ = false;
};

}  // namespace postern::collateral
