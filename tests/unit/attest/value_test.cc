// SPDX-License-Identifier: Apache-2.0
#include "host/attest/value.h"

#include <gtest/gtest.h>

#include "host/attest/bindings.h"
#include "host/attest/claims.h"

namespace postern::attest {
namespace {

TEST(Utf8RulesTest, AcceptsWellFormedAndNothingElse) {
  for (const char* good : {"", "a", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x94\x92"}) EXPECT_TRUE(is_utf8(good)) << good;
  for (const char* bad : {"\xff", "\xc3", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80"})
    EXPECT_FALSE(is_utf8(bad)) << to_hex(as_bytes(bad));
}

TEST(ConstantTimeRulesTest, EqualOnlyWhenEverythingIs) {
  EXPECT_TRUE(equal_constant_time({}, {}));
  EXPECT_TRUE(equal_constant_time(as_bytes("abc"), as_bytes("abc")));
  EXPECT_FALSE(equal_constant_time(as_bytes("abc"), as_bytes("abd")));
  EXPECT_FALSE(equal_constant_time(as_bytes("abc"), as_bytes("ab")));
  EXPECT_FALSE(equal_constant_time(as_bytes("\x80"), as_bytes("\x81")));
}

TEST(ClaimsRulesTest, TheFirstValueStays) {
  Claims claims;
  EXPECT_TRUE(claims.put("a", int64_t{1}, "first"));
  EXPECT_FALSE(claims.put("a", int64_t{2}, "second"));
  EXPECT_EQ(print(claims.find("a")->value), "1");
  EXPECT_EQ(claims.find("a")->step, "first");
  EXPECT_EQ(claims.find("b"), nullptr);
}

TEST(BindingsRulesTest, ContradictionTakesOverNothing) {
  Bindings first, second;
  first.put(3, {std::byte{1}}, "a");
  second.put(3, {std::byte{2}}, "b");
  second.put(4, {std::byte{9}}, "b");
  const auto refusal = first.merge(second);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->reason.code, POSTERN_REASON_BINDING_MISMATCH);
  EXPECT_EQ(refusal->step, "b");
  EXPECT_EQ(first.find(4), nullptr);
}

TEST(ReasonRulesTest, UnknownStatusesAreInternal) {
  EXPECT_EQ(class_of(POSTERN_UNAVAILABLE), RefusalClass::kRetryable);
  EXPECT_EQ(class_of(POSTERN_DENIED), RefusalClass::kDenied);
  EXPECT_EQ(class_of(POSTERN_MISCONFIGURED), RefusalClass::kMisconfigured);
  EXPECT_EQ(class_of(POSTERN_NOT_FOUND), RefusalClass::kNotApplicable);
  for (const postern_status status : {POSTERN_OK, POSTERN_INTERNAL, 1, 999, 6000, 12345, -1, -2000})
    EXPECT_EQ(class_of(status), RefusalClass::kInternal) << status;
}

}  // namespace
}  // namespace postern::attest
