// SPDX-License-Identifier: Apache-2.0
//
// Ticket fields, roles and reach of pipelines: what is said of them, with its exact place and text.

#include <gtest/gtest.h>

#include "unit/gate/pipeline_bench.h"

namespace postern::gate {
namespace {

TEST(FieldCheck, FieldsOfEarlierSteps) {
  EXPECT_EQ(check("[\"full\", \"maker\", \"reader\"]", "ticket = [\"token\"]"), "");
  EXPECT_EQ(check("[\"full\", \"reader\"]"), "f:4:18: error: pipeline \"p\": 'reader' needs the field ca, which no earlier step produces");
  EXPECT_EQ(check("[\"full\", \"reader\", \"maker\"]"), "f:4:18: error: pipeline \"p\": 'reader' needs the field ca, which no earlier step produces");
  EXPECT_EQ(check("[\"full\", \"maker\", \"text-reader\"]"),
            "f:4:27: error: pipeline \"p\": 'text-reader' needs the field ca as text; 'maker' produces it as bytes");
}

TEST(FieldCheck, InternalFieldsStayInside) {
  EXPECT_EQ(check("[\"full\", \"maker\"]", "ticket = [\"token\", \"ca\"]"),
            "f:5:20: error: pipeline \"p\": the field 'ca' of 'maker' is for later steps only; it never leaves the gate; remove it from ticket");
}

TEST(FieldCheck, AlternativesProduceWhatIsNeeded) {
  const std::string steps = "[\"full\", { use = \"maker\", alternatives = [\"half-maker\"] }";
  const std::string says = "; 'maker' produces it, and the alternative 'half-maker' does not; remove 'half-maker' from the "
                           "alternatives, or let another step produce ca";
  EXPECT_EQ(check(steps + "]"), "") << "nobody needs it";
  EXPECT_EQ(check(steps + "]", "ticket = [\"token\"]"), "");
  EXPECT_EQ(check(steps + ", \"reader\"]"), "f:4:68: error: pipeline \"p\": 'reader' needs the field ca" + says);
  EXPECT_EQ(check("[\"full\", { use = \"maker\", alternatives = [\"maker-too\"] }, \"reader\"]"), "");
  EXPECT_EQ(check("[\"full\", { use = \"key-giver\", alternatives = [\"token-giver\"] }]", "ticket = [\"token\"]"),
            "f:5:11: error: pipeline \"p\": the ticket needs the field token; 'token-giver' produces it, and the alternative "
            "'key-giver' does not; remove 'key-giver' from the alternatives, or let another step produce token");
}

TEST(FieldCheck, AlternativesNeedTheSame) {
  EXPECT_EQ(check("[\"full\", \"maker\", { use = \"reader\", alternatives = [\"no-reader\"] }]"),
            "f:4:61: error: pipeline \"p\": alternative 'no-reader' needs other fields than 'reader': none instead of ca; "
            "alternatives do the same with another source");
}

TEST(FieldCheck, FieldsWithoutAPlaceInTheProtocolAreWarnedAbout) {
  EXPECT_EQ(check("[\"full\", \"key-giver\"]", "ticket = [\"disk_key\"]"),
            "f:5:11: warning: pipeline \"p\": join.API has no place for the field 'disk_key' in the answer to a join; nodes that "
            "speak it get their ticket without this field; postern.v1 carries any");
}

TEST(RoleCheck, ControlPlaneIsGivenByPolicy) {
  const std::string needs = "f:3:52: error: pipeline \"p\": role \"control-plane\" needs a `when` on a verified claim, so that policy "
                            "and not the request decides; add one, or trust_requested_role = true";
  EXPECT_EQ(check("[\"full\"]", "", "control-plane"), needs);
  EXPECT_EQ(check("[\"full\"]", "when = {}", "control-plane"), needs) << "an empty condition is none";
  EXPECT_EQ(check("[\"full\"]", "when = { \"t.text\" = \"x\" }", "control-plane"), "");
  EXPECT_EQ(check("[\"full\"]", "trust_requested_role = true", "control-plane"),
            "f:5:24: warning: pipeline \"p\": any machine that passes the chain becomes control plane by asking for it; test a "
            "verified claim with `when` instead");
  EXPECT_EQ(check("[\"full\"]", "trust_requested_role = true", "worker"),
            "f:5:24: error: pipeline \"p\": trust_requested_role: has a meaning only with role = \"control-plane\"; remove it");
}

std::string second(const std::string& match) {
  return check("[\"plain\"]", "[[pipeline]]\nname = \"q\"\nmatch = " + match + "\nsteps = [\"plain\"]\n");
}
TEST(ReachCheck, EveryPipelineCanBeReached) {
  EXPECT_EQ(second("{ evidence = \"e\", request = \"rejoin\" }"), "");
  EXPECT_EQ(second("{ evidence = \"e\", request = \"join\", role = \"worker\" }"),
            "f:5:1: error: pipeline \"q\": no request can reach it: pipeline \"p\" at f:1:1 answers all of its requests; `when` does "
            "not pick, it refuses; let the two differ in evidence, request or role");
  EXPECT_EQ(second("{ evidence = \"e\", request = \"Join\" }"),
            "f:7:37: error: pipeline \"q\": request: expected a name of [a-z0-9_.-], starting with a letter");
  EXPECT_EQ(second("{ evidence = \"x\", request = \"join\" }"),
            "f:7:22: error: pipeline \"q\": no instance of this configuration judges evidence \"x\"; there is: e");
  EXPECT_EQ(second("{ evidence = \"e\", request = \"rejoin\", role = \"control-plane\" }"),
            "f:7:54: error: pipeline \"q\": no request reaches it: a rejoin asks for no role; remove role");
}

}  // namespace
}  // namespace postern::gate
