// SPDX-License-Identifier: Apache-2.0
//
// Conditions on claims: what is said of them, with its exact place and text.

#include <gtest/gtest.h>

#include "host/gate/condition_check.h"
#include "unit/gate/pipeline_bench.h"

namespace postern::gate {
namespace {

TEST(ConditionCheck, ConditionsFitTheirClaims) {
  const auto when = [](const std::string& condition) { return check("[\"full\"]", "when = { " + condition + " }"); };
  EXPECT_EQ(when("\"t.raw\" = \"00ff\""), "");
  EXPECT_EQ(when("\"t.flag\" = true"), "");
  EXPECT_EQ(when("\"t.numer\" = 1"), "f:5:22: error: pipeline \"p\": when: no step proves the claim 't.numer'; did you mean 't.number'?");
  EXPECT_EQ(when("\"t.text\" = { min = 1 }"), "f:5:21: error: pipeline \"p\": when: claim t.text is text; min and max need an integer");
  EXPECT_EQ(when("\"t.number\" = \"1\""), "f:5:23: error: pipeline \"p\": when: claim t.number is integer; it never equals the text 1");
  EXPECT_EQ(when("\"t.raw\" = 5"), "f:5:20: error: pipeline \"p\": when: claim t.raw is bytes; it never equals the integer 5");
  EXPECT_EQ(when("\"t.raw\" = \"00FF\""), "f:5:20: error: pipeline \"p\": when: claim t.raw is bytes; expected lower-case hex, found 00FF; write two digits of 0-9a-f per byte");
  EXPECT_EQ(when("\"t.raw\" = \"00f\""), "f:5:20: error: pipeline \"p\": when: claim t.raw is bytes; expected lower-case hex, found 00f; write two digits of 0-9a-f per byte");
}

TEST(ConditionCheck, ClaimOfAWarningStepIsNotProven) {
  EXPECT_EQ(check("[{ use = \"full\", mode = \"warn\" }, \"plain\"]", "when = { \"t.number\" = 1 }"),
            "f:4:10: warning: pipeline \"p\": step 'full' only warns: its refusal admits; mode = \"enforce\" refuses\n"
            "f:5:23: error: pipeline \"p\": when: no step proves the claim 't.number'; the step that states it only warns, and so proves nothing");
}

TEST(ConditionCheck, ConditionsThatExcludeEachOther) {
  const auto when = [](const std::string& condition) { return check("[\"full\"]", "when = { " + condition + " }"); };
  const std::string never = "f:5:23: error: pipeline \"p\": when: no value of t.number meets all that is asked of it: nobody would get a ticket";
  EXPECT_EQ(when("\"t.number\" = { one_of = [1, 5], min = 5 }"), "");
  EXPECT_EQ(when("\"t.number\" = { one_of = [1, 5], min = 6 }"), never);
  EXPECT_EQ(when("\"t.number\" = { one_of = [1, 5], max = 0 }"), never);
  EXPECT_EQ(when("\"t.text\" = { one_of = [\"a\"], max = 0 }"), "f:5:21: error: pipeline \"p\": when: claim t.text is text; min and max need an integer");
}

TEST(ConditionCheck, ConditionsOnOneClaimAreTakenTogether) {
  using Conditions = std::vector<pipeline::Condition>;
  const auto codes = [](const Conditions& when) {
    config::PipelineEntry entry;
    entry.when = when;
    entry.when_at.resize(when.size());
    Proof proof;
    proof.claims = {{"n", POSTERN_TYPE_INTEGER}, {"t", POSTERN_TYPE_TEXT}};
    config::Diagnostics out;
    check_conditions(entry, proof, PipelineReport("p", out));
    std::string said;
    for (const auto& each : out.all()) said += std::string(name_of(each.code)) + " ";
    return said;
  };
  const attest::Value a = std::string("a"), b = std::string("b"), one = int64_t{1}, two = int64_t{2};
  EXPECT_EQ(codes({{"t", {a, b}, {}, {}}, {"t", {b}, {}, {}}}), "");
  EXPECT_EQ(codes({{"t", {a}, {}, {}}, {"t", {b}, {}, {}}}), "CONDITION_NEVER_HOLDS ");
  EXPECT_EQ(codes({{"n", {}, 3, {}}, {"n", {}, {}, 2}}), "CONDITION_NEVER_HOLDS ");
  EXPECT_EQ(codes({{"n", {}, 3, {}}, {"n", {}, {}, 3}}), "");
  EXPECT_EQ(codes({{"n", {one, two}, {}, {}}, {"n", {}, 2, {}}}), "");
  EXPECT_EQ(codes({{"n", {}, 2, {}}, {"n", {one}, {}, {}}}), "CONDITION_NEVER_HOLDS ");
  EXPECT_EQ(codes({{"n", {}, {}, {}}}), "CONDITION_NEVER_HOLDS ") << "no value and no bound";
}

}  // namespace
}  // namespace postern::gate
