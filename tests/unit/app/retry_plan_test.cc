// SPDX-License-Identifier: Apache-2.0
#include "host/app/retry_plan.h"

#include <gtest/gtest.h>

#include "host/rpc/refusal_details.h"

namespace postern::app {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
const RetryPlan::Moment kStart;

TEST(RetryPlanTest, NobodyAsksAgainUntold) {
  RetryPlan plan(seconds(0), kStart);
  EXPECT_FALSE(plan.next(absl::UnavailableError(""), kStart, 0));
}

TEST(RetryPlanTest, OnlyWhatMayChangeIsAskedAgain) {
  RetryPlan plan(seconds(3600), kStart);
  for (const absl::Status& status : {absl::UnavailableError(""), absl::ResourceExhaustedError(""), absl::DeadlineExceededError("")})
    EXPECT_TRUE(plan.next(status, kStart, 0)) << status;
  for (const absl::Status& status :
       {absl::PermissionDeniedError(""), absl::InvalidArgumentError(""), absl::FailedPreconditionError(""), absl::InternalError(""),
        absl::UnimplementedError(""), absl::UnauthenticatedError(""), absl::CancelledError(""), absl::UnknownError("")})
    EXPECT_FALSE(plan.next(status, kStart, 0)) << status;
}

TEST(RetryPlanTest, PausesGrowAndEnd) {
  RetryPlan plan(seconds(100), kStart);
  RetryPlan::Moment now = kStart;
  std::vector<int64_t> waits;
  while (const auto wait = plan.next(absl::UnavailableError(""), now, 0)) {
    waits.push_back(wait->count());
    now += *wait;
  }
  EXPECT_EQ(waits, (std::vector<int64_t>{1000, 2000, 4000, 8000, 16000, 30000, 30000}));
}

TEST(RetryPlanTest, ChanceShortensByAQuarterAtMost) {
  EXPECT_EQ(RetryPlan(seconds(100), kStart).next(absl::UnavailableError(""), kStart, 1), milliseconds(750));
  EXPECT_EQ(RetryPlan(seconds(100), kStart).next(absl::UnavailableError(""), kStart, 0.5), milliseconds(875));
}

TEST(RetryPlanTest, GateKnowsBetter) {
  absl::Status status = absl::UnavailableError("");
  rpc::attach_details(rpc::print_details({"X", "", "", milliseconds(12'345)}, 14, ""), status);
  EXPECT_EQ(RetryPlan(seconds(100), kStart).next(status, kStart, 1), milliseconds(12'345)) << "never sooner";
  EXPECT_FALSE(RetryPlan(seconds(12), kStart).next(status, kStart, 0)) << "beyond the budget";
}

}  // namespace
}  // namespace postern::app
