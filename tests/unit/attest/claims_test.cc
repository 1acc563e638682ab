// SPDX-License-Identifier: Apache-2.0
#include "host/attest/claims.h"

#include <gtest/gtest.h>

namespace postern::attest {
namespace {

TEST(ClaimsTest, AreWrittenOnce) {
  Claims claims;
  EXPECT_TRUE(claims.put("a", int64_t{1}, "first"));
  EXPECT_FALSE(claims.put("a", int64_t{2}, "second"));
  EXPECT_EQ(print(claims.find("a")->value), "1");
  EXPECT_EQ(claims.find("a")->step, "first");
  EXPECT_EQ(claims.find("b"), nullptr);
}

TEST(ClaimsTest, MergeKeepsTheFirstValue) {
  Claims claims, other;
  claims.put("a", int64_t{1}, "first");
  other.put("a", int64_t{2}, "second");
  other.put("b", true, "second");
  claims.merge(other);
  EXPECT_EQ(print(claims.find("a")->value), "1");
  EXPECT_EQ(print(claims.find("b")->value), "true");
}

}  // namespace
}  // namespace postern::attest
