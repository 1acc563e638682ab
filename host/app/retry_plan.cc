// SPDX-License-Identifier: Apache-2.0
#include "host/app/retry_plan.h"

#include <algorithm>

#include "host/rpc/refusal_details.h"

namespace postern::app {
namespace {

using std::chrono::milliseconds;
constexpr auto kLongestPause = std::chrono::seconds(30);

bool may_help(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status) || absl::IsDeadlineExceeded(status);
}

}  // namespace

std::optional<milliseconds> RetryPlan::next(const absl::Status& status, Moment now, double chance) {
  if (!may_help(status)) return std::nullopt;
  milliseconds wait = pause_ - milliseconds(static_cast<int64_t>(chance * static_cast<double>(pause_.count()) / 4));
  pause_ = std::min<milliseconds>(2 * pause_, kLongestPause);
  const auto details = rpc::details_of(status);
  if (details && details->retry_after.count() > 0) wait = std::chrono::ceil<milliseconds>(details->retry_after);
  return now + wait > end_ ? std::nullopt : std::optional(wait);
}

}  // namespace postern::app
