// SPDX-License-Identifier: Apache-2.0
#pragma once

// NegativeCache: which URLs failed a short while ago, and why, so that they are not asked again at once.

#include <absl/status/status.h>

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "host/collateral/clock.h"

namespace postern::collateral {

class NegativeCache {
 public:
  // age: how long a failure is remembered. At most most_entries at a time; the one that would end first gives way.
  NegativeCache(Duration age, std::size_t most_entries) : age_(age), most_entries_(most_entries) {}

  void put(const std::string& url, const absl::Status& failure, Steady now);
  void forget(const std::string& url);

  // find: the failure, or nothing when there was none or it is old.
  std::optional<absl::Status> find(const std::string& url, Steady now);

 private:
  struct Failure {
    absl::Status status;
    Steady until;
  };
  const Duration age_;
  const std::size_t most_entries_;
  std::mutex mutex_;
  std::map<std::string, Failure> failures_;
};

}  // namespace postern::collateral
