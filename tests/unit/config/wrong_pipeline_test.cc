// SPDX-License-Identifier: Apache-2.0
//
// Wrong [[pipeline]] tables: match, when, steps, ticket.

#include "unit/config/read.h"

namespace postern::config {
namespace {

class WrongPipeline : public ::testing::TestWithParam<WrongCase> {};
TEST_P(WrongPipeline, SaysExactlyWhatIsWrong) { EXPECT_EQ(errors("[[pipeline]]\n" + GetParam().text), GetParam().said); }

const std::string kName = "name = \"p\"\n", kMatch = "match = { evidence = \"e\", request = \"join\" }\n";
const std::string kSteps = "steps = [\"s\"]\n";
std::string with(const std::string& line) { return kName + kMatch + kSteps + line; }

INSTANTIATE_TEST_SUITE_P(
    Keys, WrongPipeline,
    ::testing::Values(
        WrongCase{"name", kMatch + kSteps, "gate.toml:1:1: error: pipeline: missing key 'name'; expected text"},
        WrongCase{"name-type", "name = 5\n" + kMatch + kSteps,
                  "gate.toml:2:8: error: pipeline: name: expected text, found a whole number"},
        WrongCase{"match", kName + kSteps,
                  "gate.toml:1:1: error: pipeline: missing key 'match'; expected { evidence = …, request = … }"},
        WrongCase{"match-type", kName + "match = \"e\"\n" + kSteps,
                  "gate.toml:3:9: error: pipeline: match: expected a table, found text"},
        WrongCase{"steps", kName + kMatch, "gate.toml:1:1: error: pipeline: missing key 'steps'; expected a list of instances"},
        WrongCase{"steps-type", kName + kMatch + "steps = \"s\"",
                  "gate.toml:4:9: error: pipeline: steps: expected a list, found text"},
        WrongCase{"ticket-type", with("ticket = \"a\""), "gate.toml:5:10: error: pipeline: ticket: expected a list, found text"},
        WrongCase{"ticket-entry", with("ticket = [\"a\", 5]"),
                  "gate.toml:5:16: error: pipeline: ticket: expected a list of texts, found a whole number"},
        WrongCase{"when-type", with("when = []"), "gate.toml:5:8: error: pipeline: when: expected a table, found a list"},
        WrongCase{"trust-type", with("trust_requested_role = 1"),
                  "gate.toml:5:24: error: pipeline: trust_requested_role: expected true or false, found a whole number"},
        WrongCase{"unknown", with("step = []"),
                  "gate.toml:5:1: error: pipeline: unknown key 'step'; did you mean 'steps'?"}));

std::string matching(const std::string& match) { return kName + "match = " + match + "\n" + kSteps; }
INSTANTIATE_TEST_SUITE_P(
    Match, WrongPipeline,
    ::testing::Values(
        WrongCase{"evidence", matching("{ request = \"join\" }"),
                  "gate.toml:3:9: error: pipeline \"p\", match: missing key 'evidence'; expected text"},
        WrongCase{"request", matching("{ evidence = \"e\" }"),
                  "gate.toml:3:9: error: pipeline \"p\", match: missing key 'request'; expected text"},
        WrongCase{"evidence-type", matching("{ evidence = 5, request = \"join\" }"),
                  "gate.toml:3:22: error: pipeline \"p\", match: evidence: expected text, found a whole number"},
        WrongCase{"role", matching("{ evidence = \"e\", request = \"join\", role = \"king\" }"),
                  "gate.toml:3:52: error: pipeline \"p\", match: role: expected one of \"\", \"worker\", \"control-plane\", found \"king\""},
        WrongCase{"role-type", matching("{ evidence = \"e\", request = \"join\", role = 5 }"),
                  "gate.toml:3:52: error: pipeline \"p\", match: role: expected text, found a whole number"},
        WrongCase{"unknown", matching("{ evidence = \"e\", request = \"join\", roles = \"x\" }"),
                  "gate.toml:3:45: error: pipeline \"p\", match: unknown key 'roles'; did you mean 'role'?"}));

INSTANTIATE_TEST_SUITE_P(
    When, WrongPipeline,
    ::testing::Values(
        WrongCase{"float", with("when = { a = 1.5 }"),
                  "gate.toml:5:14: error: when \"a\": expected a value, a list of values, or {min, max}"},
        WrongCase{"list-entry", with("when = { a = [1, {}] }"),
                  "gate.toml:5:18: error: when \"a\": expected texts, whole numbers or true/false"},
        WrongCase{"empty-list", with("when = { a = [] }"), "gate.toml:5:14: error: when \"a\": an empty list never holds"},
        WrongCase{"empty-table", with("when = { a = {} }"), "gate.toml:5:14: error: when \"a\": expected min, max or both, or one_of"},
        WrongCase{"min-type", with("when = { a = { min = \"1\" } }"),
                  "gate.toml:5:22: error: when \"a\": min: expected a whole number, found text"},
        WrongCase{"above", with("when = { a = { min = 2, max = 1 } }"),
                  "gate.toml:5:22: error: when \"a\": min is above max: no value ever fits"},
        WrongCase{"unknown", with("when = { a = { min = 2, most = 1 } }"),
                  "gate.toml:5:25: error: when \"a\": unknown key 'most'; known here: max, min, one_of; the name of a claim with points is quoted: \"a.b\""}));

std::string step(const std::string& text) { return kName + kMatch + "steps = [" + text + "]\n"; }
INSTANTIATE_TEST_SUITE_P(
    Steps, WrongPipeline,
    ::testing::Values(
        WrongCase{"number", step("5"), "gate.toml:4:10: error: steps: expected the name of an instance, or a table with `use`"},
        WrongCase{"use", step("{ timeout = \"1s\" }"), "gate.toml:4:10: error: step: missing key 'use'; expected text"},
        WrongCase{"use-type", step("{ use = 1 }"), "gate.toml:4:18: error: step: use: expected text, found a whole number"},
        WrongCase{"timeout", step("{ use = \"s\", timeout = 1 }"),
                  "gate.toml:4:33: error: step: timeout: expected a duration such as \"500ms\", \"30s\" or \"2m\", found a whole number"},
        WrongCase{"timeout-text", step("{ use = \"s\", timeout = \"soon\" }"),
                  "gate.toml:4:33: error: step: timeout: expected a duration such as \"500ms\", \"30s\" or \"2m\", found \"soon\""},
        WrongCase{"mode", step("{ use = \"s\", mode = \"log\" }"),
                  "gate.toml:4:30: error: step: mode: expected one of \"enforce\", \"warn\", found \"log\""},
        WrongCase{"alternatives", step("{ use = \"s\", alternatives = \"t\" }"),
                  "gate.toml:4:38: error: step: alternatives: expected a list, found text"},
        WrongCase{"alternative", step("{ use = \"s\", alternatives = [5] }"),
                  "gate.toml:4:39: error: step: alternatives: expected a list of texts, found a whole number"},
        WrongCase{"unknown", step("{ use = \"s\", retries = 5 }"),
                  "gate.toml:4:23: error: step: unknown key 'retries'; known here: alternatives, mode, timeout, use"}));

TEST(WrongPipelineTest, NoList) {
  EXPECT_EQ(errors("pipeline = 5"), "gate.toml:1:12: error: top level: pipeline: expected a list, found a whole number\n"
                                    "gate.toml:1:1: error: no [[pipeline]]: the gate would refuse everybody; a [[pipeline]] says which chain answers which request");
  EXPECT_EQ(errors("pipeline = [5]"), "gate.toml:1:13: error: pipeline: expected [[pipeline]] tables");
}

}  // namespace
}  // namespace postern::config
