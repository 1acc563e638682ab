// SPDX-License-Identifier: Apache-2.0
#include "host/attest/reason.h"

#include <gtest/gtest.h>

#include <climits>

namespace postern::attest {
namespace {

TEST(ClassOf, KnownClassesAndNothingElse) {
  EXPECT_EQ(class_of(POSTERN_UNAVAILABLE), RefusalClass::kRetryable);
  EXPECT_EQ(class_of(1999), RefusalClass::kRetryable);
  EXPECT_EQ(class_of(POSTERN_DENIED), RefusalClass::kDenied);
  EXPECT_EQ(class_of(POSTERN_MISCONFIGURED), RefusalClass::kMisconfigured);
  EXPECT_EQ(class_of(POSTERN_NOT_FOUND), RefusalClass::kNotApplicable);
  EXPECT_EQ(class_of(POSTERN_CONTRACT), RefusalClass::kInternal);
  for (postern_status unknown : {0, 1, 999, 6000, 12345, -1, -1000, -2000, INT_MAX, INT_MIN})
    EXPECT_EQ(class_of(unknown), RefusalClass::kInternal) << unknown;
}

TEST(ClassName, NamesAll) {
  EXPECT_STREQ(class_name(RefusalClass::kRetryable), "retryable");
  EXPECT_STREQ(class_name(RefusalClass::kDenied), "denied");
  EXPECT_STREQ(class_name(RefusalClass::kMisconfigured), "misconfigured");
  EXPECT_STREQ(class_name(RefusalClass::kNotApplicable), "not-applicable");
  EXPECT_STREQ(class_name(RefusalClass::kInternal), "internal");
}

TEST(Describe, IsOneLineWithAllThatIsKnown) {
  Refusal refusal = denied("CODE", "text");
  EXPECT_EQ(describe(refusal), "CODE: text");
  refusal.step = "step";
  refusal.reason.subject = "claim";
  refusal.reason.expected = "a";
  refusal.reason.observed = "b";
  EXPECT_EQ(describe(refusal), "CODE from step, claim, expected a, observed b: text");
}

TEST(RefusalTest, DefaultIsInternal) { EXPECT_EQ(Refusal().cls, RefusalClass::kInternal); }

}  // namespace
}  // namespace postern::attest
