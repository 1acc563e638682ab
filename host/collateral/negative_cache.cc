// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/negative_cache.h"

#include <algorithm>

namespace postern::collateral {
namespace {

// own_copy: shares nothing with the original; see SingleFlight.
absl::Status own_copy(const absl::Status& status) { return absl::Status(status.code(), status.message()); }

}  // namespace

void NegativeCache::put(const std::string& url, const absl::Status& failure, Steady now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(failures_, [&](const auto& each) { return each.second.until <= now; });
  failures_.insert_or_assign(url, Failure{own_copy(failure), deadline_after(now, age_)});
  if (failures_.size() <= most_entries_) return;
  failures_.erase(std::min_element(failures_.begin(), failures_.end(), [](const auto& a, const auto& b) {
    return a.second.until < b.second.until;
  }));
}

void NegativeCache::forget(const std::string& url) {
  const std::lock_guard lock(mutex_);
  failures_.erase(url);
}

std::optional<absl::Status> NegativeCache::find(const std::string& url, Steady now) {
  const std::lock_guard lock(mutex_);
  const auto found = failures_.find(url);
  if (found == failures_.end() || found->second.until <= now) return std::nullopt;
  return own_copy(found->second.status);
}

}  // namespace postern::collateral
