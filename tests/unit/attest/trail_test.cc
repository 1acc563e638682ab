// SPDX-License-Identifier: Apache-2.0
//
// What a verdict leaves behind for its record.

#include <gtest/gtest.h>

#include "unit/attest/made_up_validator.h"

namespace postern::attest {
namespace {

Trail trail_of(const Chain& chain) {
  Trail trail;
  judge(chain, evidence(), {}, "", &trail);
  return trail;
}

TEST(Trail, HasEveryStepThatWasReached) {
  const auto first = made_up("first"), second = made_up("second", 0), third = made_up("third", 0);
  first->binds_connection().answer.took = std::chrono::milliseconds(3);
  first->answer.fetched.push_back({"https://a", true, nullptr, "UNAVAILABLE", ""});
  second->refuses(denied("NO", ""));
  const Trail trail = trail_of({{{first}, {second}, {third}}});
  ASSERT_EQ(trail.size(), 2u);
  EXPECT_EQ(trail[0].instance, "first");
  EXPECT_FALSE(trail[0].refusal);
  EXPECT_EQ(trail[0].took, std::chrono::milliseconds(3));
  ASSERT_EQ(trail[0].fetched.size(), 1u);
  EXPECT_EQ(trail[0].fetched[0].url, "https://a");
  EXPECT_EQ(trail[1].refusal->reason.code, "NO");
  EXPECT_EQ(trail[1].refusal->step, "second");
}

TEST(Trail, KnowsWarningsFromDenials) {
  const auto first = made_up("first"), second = made_up("second", 0);
  first->binds_connection();
  second->refuses(denied("NO", ""));
  const Trail trail = trail_of({{{first}, {second, StepMode::kWarn}}});
  ASSERT_EQ(trail.size(), 2u);
  EXPECT_FALSE(trail[0].warns);
  EXPECT_TRUE(trail[1].warns);
  EXPECT_TRUE(trail[1].refusal);
}

// A step that says allow and is not believed has been refused.
TEST(Trail, SaysWhatTheHostMadeOfAStep) {
  const Trail trail = trail_of({{{made_up("forgetful")}}});
  ASSERT_EQ(trail.size(), 1u);
  EXPECT_EQ(trail[0].refusal->reason.code, POSTERN_REASON_BINDING_MISSING);
}

}  // namespace
}  // namespace postern::attest
