// SPDX-License-Identifier: Apache-2.0
#include "host/pipeline/condition.h"

#include <gtest/gtest.h>

#include "unit/pipeline/made_up_backend.h"

namespace postern::pipeline {
namespace {

using attest::Value;
using Values = std::vector<Value>;

std::string check(const Condition& condition) {
  const auto refusal = check_condition(condition, verified()->claims());
  if (!refusal) return "met";
  EXPECT_EQ(refusal->reason.code, "POLICY_UNSATISFIED");
  EXPECT_EQ(refusal->cls, attest::RefusalClass::kDenied);
  return refusal->reason.subject + ": expected " + refusal->reason.expected + ", observed " + refusal->reason.observed;
}

TEST(ConditionTest, EqualsOneOf) {
  EXPECT_EQ(check({"name", Values{std::string("x")}, {}, {}}), "met");
  EXPECT_EQ(check({"name", Values{std::string("y"), std::string("x")}, {}, {}}), "met");
  EXPECT_EQ(check({"name", Values{std::string("y"), std::string("z")}, {}, {}}), "name: expected y or z, observed x");
  EXPECT_EQ(check({"on", Values{true}, {}, {}}), "met");
  EXPECT_EQ(check({"on", Values{false}, {}, {}}), "on: expected false, observed true");
  EXPECT_EQ(check({"level", Values{int64_t{7}}, {}, {}}), "met");
}

TEST(ConditionTest, TypesAreNotConverted) {
  EXPECT_EQ(check({"level", Values{std::string("7")}, {}, {}}), "level: expected 7, observed 7");
  EXPECT_EQ(check({"on", Values{int64_t{1}}, {}, {}}), "on: expected 1, observed true");
}

TEST(ConditionTest, BytesAreComparedAsLowerCaseHex) {
  EXPECT_EQ(check({"raw", Values{std::string("00ff")}, {}, {}}), "met");
  EXPECT_NE(check({"raw", Values{std::string("00FF")}, {}, {}}), "met");
  EXPECT_NE(check({"raw", Values{std::string("00")}, {}, {}}), "met");
}

TEST(ConditionTest, BoundsIncludeTheirEnds) {
  EXPECT_EQ(check({"level", {}, 7, {}}), "met");
  EXPECT_EQ(check({"level", {}, {}, 7}), "met");
  EXPECT_EQ(check({"level", {}, 8, {}}), "level: expected at least 8, observed 7");
  EXPECT_EQ(check({"level", {}, {}, 6}), "level: expected at most 6, observed 7");
  EXPECT_EQ(check({"level", {}, 1, 6}), "level: expected at least 1, at most 6, observed 7");
  EXPECT_EQ(check({"name", {}, 0, {}}), "name: expected at least 0, observed x") << "a text has no order";
}

TEST(ConditionTest, MissingClaimNeverFits) {
  EXPECT_EQ(check({"absent", Values{std::string("")}, {}, {}}), "absent: expected , observed not proven");
  EXPECT_EQ(check({"absent", {}, INT64_MIN, INT64_MAX}).substr(0, 6), "absent");
}

TEST(SecurityRule1, ConditionThatAsksNothingRefuses) { EXPECT_EQ(check({"name", {}, {}, {}}), "name: expected , observed x"); }

}  // namespace
}  // namespace postern::pipeline
