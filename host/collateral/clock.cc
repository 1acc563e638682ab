// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/clock.h"

#include <time.h>

#include <algorithm>
#include <string>

namespace postern::collateral {

Time Clock::now() const { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }
Steady Clock::steady() const { return std::chrono::steady_clock::now(); }

void Clock::wait(std::condition_variable& changed, std::unique_lock<std::mutex>& lock, Steady until) const {
  changed.wait_until(lock, until);
}

Steady deadline_after(Steady from, Duration patience) {
  return from + std::clamp<Duration>(patience, Duration(0), std::chrono::hours(24));
}

std::string print_age(Duration age) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(age).count();
  if (seconds < 120) return std::to_string(seconds) + " s";
  if (seconds < 7200) return std::to_string(seconds / 60) + " min";
  return std::to_string(seconds / 3600) + " h " + std::to_string(seconds / 60 % 60) + " min";
}

std::string print_time(Time time) {
  const time_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  tm parts{};
  char text[64] = "";
  if (gmtime_r(&seconds, &parts) != nullptr) strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

}  // namespace postern::collateral
