// SPDX-License-Identifier: Apache-2.0
#include "tools/measure/comparison.h"

#include <gmock/gmock.h>

#include "tools/measure/print_comparison.h"
#include "unit/measure/readings.h"

namespace postern::measure {
namespace {

using test::LogWriter;
using testing::HasSubstr;

sdk::ByteVector value(unsigned char byte) { return sdk::ByteVector(32, std::byte{byte}); }

Operand set_of(std::map<uint32_t, tpm2::PcrExpectation> pcrs) {
  return Operand{.name = "set", .pcrs = std::move(pcrs), .is_set = true, .log = {}};
}

Operand reading(std::map<uint32_t, unsigned char> values, bool is_whole = true) {
  Operand operand{.name = "reading", .pcrs = {}, .is_whole = is_whole, .log = {}};
  for (const auto& [pcr, byte] : values) operand.pcrs[pcr].expected.push_back(value(byte));
  return operand;
}

std::string differing(const Operand& left, const Operand& right) {
  tpm2::PcrSet set = 0;
  for (const PcrDifference& each : compare(left, right).differences) set |= tpm2::pcr_bit(each.pcr);
  return tpm2::to_text(set);
}

TEST(Comparison, OfReadingsIsByValue) {
  EXPECT_EQ(differing(reading({{4, 1}, {9, 2}}), reading({{4, 1}, {9, 2}})), "none");
  EXPECT_EQ(differing(reading({{4, 1}, {9, 2}}), reading({{4, 7}, {9, 2}})), "4");
  EXPECT_EQ(differing(reading({{4, 1}, {9, 2}}), reading({{4, 1}})), "9");
}

TEST(Comparison, WhatALogDoesNotExtendIsNotKnown) {
  const Operand log = reading({{4, 1}}, false), whole = reading({{4, 1}, {9, 2}});
  EXPECT_EQ(differing(log, whole), "none");
  EXPECT_EQ(differing(whole, log), "none");
  EXPECT_EQ(tpm2::to_text(compare(log, whole).compared), "4");
  EXPECT_EQ(differing(set_of({{4, {{value(1)}}}, {9, {{value(2)}}}}), log), "none");
}

TEST(Comparison, OfASetAndAReadingAsksWhetherTheSetAdmits) {
  const Operand set = set_of({{4, {{value(1), value(2)}}}, {9, {{value(3)}, true}}});
  EXPECT_EQ(differing(set, reading({{4, 2}, {9, 3}, {11, 5}})), "none");
  EXPECT_EQ(differing(reading({{4, 3}, {9, 3}}), set), "4");
  EXPECT_EQ(differing(set, reading({{4, 1}, {9, 4}})), "9");
  EXPECT_EQ(differing(set, reading({{4, 1}})), "9");
}

TEST(Comparison, OfSetsIsByWhatTheyExpect) {
  const Operand set = set_of({{4, {{value(1), value(2)}}}});
  EXPECT_EQ(differing(set, set_of({{4, {{value(2), value(1)}}}})), "none");
  EXPECT_EQ(differing(set, set_of({{4, {{value(1)}}}})), "4");
  EXPECT_EQ(differing(set, set_of({{4, {{value(1), value(2)}, true}}})), "4");
  EXPECT_EQ(differing(set, set_of({{4, {{value(1), value(2)}}}, {5, {{value(1)}}}})), "5");
}

TEST(Comparison, NamesTheFirstEventThatDiffers) {
  LogWriter one, other;
  one.event(4, test::kEvAction, "same").event(9, test::kEvIpl, "x").event(4, test::kEvIpl, "loader 1");
  other.event(4, test::kEvAction, "same").event(4, test::kEvIpl, "loader 2").event(9, test::kEvIpl, "x");
  const Operand left = to_operand(test::reading_of(one), "A.log"), right = to_operand(test::reading_of(other), "B.log");
  const Comparison comparison = compare(left, right);
  ASSERT_EQ(comparison.differences.size(), 1u);
  const PcrDifference& four = comparison.differences.front();
  EXPECT_EQ(four.pcr, 4u);
  ASSERT_TRUE(four.events);
  EXPECT_EQ(four.events->number, 2u);
  const std::string text = print_comparison(comparison, left, right);
  EXPECT_THAT(text, HasSubstr("EV_IPL: loader 1"));
  EXPECT_THAT(text, HasSubstr("EV_IPL: loader 2"));
  EXPECT_THAT(text, HasSubstr("different in PCRs 4; the same in PCRs 0,1,2,3,5"));
  const auto json = comparison_json(comparison, tpm2::HashAlgorithm::kSha256);
  EXPECT_EQ(json["same"], false);
  EXPECT_EQ(json["differences"][0]["first_event"]["left"]["text"], "loader 1");
}

TEST(Comparison, AnEventMoreIsADifference) {
  LogWriter one, other;
  one.event(9, test::kEvIpl, "kernel");
  other.event(9, test::kEvIpl, "kernel").event(9, test::kEvIpl, "module");
  const Operand left = to_operand(test::reading_of(one), "A"), right = to_operand(test::reading_of(other), "B");
  const Comparison comparison = compare(left, right);
  ASSERT_EQ(comparison.differences.size(), 1u);
  ASSERT_TRUE(comparison.differences.front().events);
  EXPECT_EQ(comparison.differences.front().events->left, nullptr);
  EXPECT_THAT(print_comparison(comparison, left, right), HasSubstr("no further event"));
  EXPECT_EQ(comparison_json(comparison, left.bank)["differences"][0]["first_event"]["left"], nullptr);
}

}  // namespace
}  // namespace postern::measure
