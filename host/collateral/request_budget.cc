// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/request_budget.h"

#include <absl/strings/str_cat.h>

#include <algorithm>
#include <cmath>

namespace postern::collateral {
namespace {

constexpr std::size_t kLongestLine = 1024;    // who comes later is refused at once
constexpr double kAlmost = 1e-6;              // sums of fractions need not come out even

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

// host_of: with the tokens that it has by now.
RequestBudget::Host& RequestBudget::host_of(const std::string& name) {
  const Steady now = clock_.steady();
  const auto [found, is_new] = hosts_.try_emplace(name);
  Host& host = found->second;
  const double most = static_cast<double>(limits_.burst);
  if (is_new) host.tokens = most;
  else host.tokens += seconds(now - host.filled) * static_cast<double>(limits_.per_minute) / 60;
  host.tokens = std::clamp(host.tokens, 0.0, most);
  host.filled = now;
  return host;
}

bool RequestBudget::may_start(const Host& host, uint64_t ticket) const {
  return host.line.front() == ticket && host.running < limits_.max_concurrent && host.tokens >= 1 - kAlmost &&
         host.filled >= host.held_until;
}

// start_of: the earliest moment for whoever has this place in line, 0 being the first; running requests not counted,
// since nobody knows when they end.
Steady RequestBudget::start_of(const Host& host, std::size_t place) const {
  const double missing = static_cast<double>(place + 1) - host.tokens;
  if (missing <= kAlmost) return std::max(host.filled, host.held_until);
  const double wait = missing * 60 / static_cast<double>(limits_.per_minute);
  const Steady filled = host.filled + std::chrono::nanoseconds(std::llround(std::ceil(std::min(wait, 86400.0) * 1e9)));
  return std::max(filled, host.held_until);
}

absl::Status RequestBudget::reason(const std::string& name, const Host& host, std::size_t place) const {
  if (stopped_) return absl::UnavailableError("the program is about to end");
  if (host.held_until > host.filled)
    return absl::UnavailableError(absl::StrCat(name, " wants to be left alone for another ",
                                               print_age(host.held_until - host.filled), " (", host.held_why, ")"));
  if (host.tokens >= static_cast<double>(place + 1) - kAlmost)
    return absl::UnavailableError(absl::StrCat(name, ": ", host.running, " requests were still running at the deadline"));
  return absl::UnavailableError(absl::StrCat("the budget of ", limits_.per_minute, " requests a minute to ", name,
                                             " is used up; ", place, " wait in line"));
}

void RequestBudget::leave(Host& host, uint64_t ticket) {
  std::erase(host.line, ticket);
  changed_.notify_all();
}

absl::StatusOr<RequestBudget::Permit> RequestBudget::admit(const std::string& name, const Deadline& deadline) {
  std::unique_lock lock(mutex_);
  if (host_of(name).line.size() >= kLongestLine)
    return absl::UnavailableError(absl::StrCat(kLongestLine, " requests to ", name, " wait already"));
  const uint64_t ticket = next_ticket_++;
  host_of(name).line.push_back(ticket);
  while (true) {
    Host& host = host_of(name);
    const auto place = static_cast<std::size_t>(std::find(host.line.begin(), host.line.end(), ticket) - host.line.begin());
    if (!stopped_ && may_start(host, ticket)) {
      host.tokens = std::max(0.0, host.tokens - 1);
      ++host.running;
      leave(host, ticket);
      return Permit(*this, name);
    }
    const Steady until = deadline(), start = start_of(host, place);
    if (stopped_ || host.filled >= until || start > until) {
      const absl::Status why = reason(name, host, place);
      leave(host, ticket);
      return why;
    }
    clock_.wait(changed_, lock, start > host.filled ? start : until);
  }
}

void RequestBudget::hold(const std::string& name, Duration length, const std::string& why) {
  const std::lock_guard lock(mutex_);
  Host& host = host_of(name);
  const Steady until = deadline_after(host.filled, length);
  if (until <= host.held_until) return;
  host.held_until = until;
  host.held_why = why;
  changed_.notify_all();
}

std::optional<absl::Status> RequestBudget::refusal(const std::string& name, Steady deadline) {
  const std::lock_guard lock(mutex_);
  const Host& host = host_of(name);
  const std::size_t place = host.line.size();
  if (!stopped_ && start_of(host, place) <= deadline) return std::nullopt;
  return reason(name, host, place);
}

void RequestBudget::release(const std::string& name) {
  const std::lock_guard lock(mutex_);
  --host_of(name).running;
  changed_.notify_all();
}

void RequestBudget::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

}  // namespace postern::collateral
