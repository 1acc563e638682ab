// SPDX-License-Identifier: Apache-2.0
//
// From evidence to a ticket, through the real gate and the scripted plugin.

#include "host/gate/gate.h"

#include <gmock/gmock.h>

#include "unit/gate/scripted_gate.h"

namespace postern::gate {
namespace {

using ::testing::HasSubstr;

class GateTest : public ScriptedGate {
 protected:
  std::size_t judged() const {
    return journal_.count([](const attest::Event& event) {
      return event.text == "entered" && !event.fields.empty() && event.fields[0].second.starts_with("judge");
    });
  }
  const std::string judge_ = instance("judge", "validator", "allow"), deny_ = instance("deny", "validator", "denied-with-reason");
  const std::string giver_ = instance("giver", "backend", "give", "hello");
};

TEST_F(GateTest, AdmitsAndIssues) {
  ASSERT_TRUE(load(judge_ + giver_ + pipeline("p", kJoin, "[\"judge\", \"giver\"]"))) << said();
  const auto identity = admit();
  EXPECT_EQ(ask(*identity), "p: answer=hello");
  EXPECT_EQ(ask(*identity, "join", "worker"), "p: answer=hello");
  EXPECT_EQ(judged(), 1u) << "once per connection, however many requests";
  EXPECT_EQ(field_of("ticket-issued", "fields"), "answer");
  EXPECT_EQ(field_of("ticket-issued", "connection"), "connection-1");
  EXPECT_THAT(metrics_.text(), HasSubstr("postern_evidence_total{result=\"admitted\",type=\"scripted\"} 1"));
  EXPECT_THAT(metrics_.text(), HasSubstr("postern_tickets_total{pipeline=\"p\",result=\"issued\"} 2"));
}

TEST_F(GateTest, KnowsEvidenceTypesByOid) {
  ASSERT_TRUE(load(judge_ + giver_ + pipeline("p", kJoin, "[\"judge\", \"giver\"]")));
  EXPECT_EQ(gate_->evidence_type("1.3.9900.99.1"), "scripted");
  EXPECT_EQ(gate_->evidence_type("1.3.9900.99"), "");
  EXPECT_EQ(gate_->evidence_type(""), "");
}

TEST_F(GateTest, PipelineMayNameItsEvidenceByOid) {
  ASSERT_TRUE(load(judge_ + giver_ + pipeline("p", "evidence = \"1.3.9900.99.1\", request = \"join\"", "[\"judge\", \"giver\"]"))) << said();
  EXPECT_EQ(ask(*admit()), "p: answer=hello");
}

TEST_F(GateTest, RefusedEvidenceHasItsReason) {
  ASSERT_TRUE(load(deny_ + giver_ + pipeline("p", kJoin, "[\"deny\", \"giver\"]")));
  EXPECT_EQ(refused(), "VENDOR_SAYS_NO");
  EXPECT_THAT(metrics_.text(), HasSubstr("result=\"VENDOR_SAYS_NO\""));
}

TEST_F(GateTest, EvidenceWithoutAPipelineIsRefused) {
  ASSERT_TRUE(load(judge_ + giver_ + pipeline("p", kJoin, "[\"judge\", \"giver\"]")));
  EXPECT_EQ(refused("other"), "NO_PIPELINE");
  EXPECT_EQ(refused(""), "NO_PIPELINE");
}

TEST_F(GateTest, RequestWithoutAPipelineIsRefused) {
  ASSERT_TRUE(load(judge_ + giver_ + pipeline("p", kJoin, "[\"judge\", \"giver\"]")));
  const auto identity = admit();
  EXPECT_EQ(ask(*identity, "rejoin"), "NO_PIPELINE");
  EXPECT_EQ(ask(*identity, "join", "control-plane"), "NO_PIPELINE") << "no fall-through from control plane to worker";
  EXPECT_EQ(ask(*identity, "Bad\n"), "REQUEST_INVALID");
  EXPECT_EQ(field_of("ticket-refused", "code"), "NO_PIPELINE");
  EXPECT_EQ(field_of("ticket-refused", "class"), "denied");
}

// One chain admits; what asks for the other is refused with the other's reason, and nothing of it is believed.
TEST_F(GateTest, VerdictOfTheOwnChainDecides) {
  ASSERT_TRUE(load(judge_ + deny_ + giver_ + pipeline("open", kJoin, "[\"judge\", \"giver\"]") +
                   pipeline("closed", "evidence = \"scripted\", request = \"rejoin\"", "[\"deny\", \"giver\"]")));
  const auto identity = admit();
  EXPECT_EQ(ask(*identity), "open: answer=hello");
  EXPECT_EQ(ask(*identity, "rejoin"), "VENDOR_SAYS_NO");
}

TEST_F(GateTest, SameChainIsJudgedOnce) {
  ASSERT_TRUE(load(judge_ + giver_ + pipeline("a", kJoin, "[\"judge\", \"giver\"]") +
                   pipeline("b", "evidence = \"scripted\", request = \"rejoin\"", "[\"judge\", \"giver\"]")));
  const auto identity = admit();
  EXPECT_EQ(judged(), 1u);
  EXPECT_EQ(ask(*identity, "rejoin"), "b: answer=hello");
}

TEST_F(GateTest, SameChainWithAnotherTimeoutIsAnother) {
  ASSERT_TRUE(load(judge_ + giver_ + pipeline("a", kJoin, "[\"judge\", \"giver\"]") +
                   pipeline("b", "evidence = \"scripted\", request = \"rejoin\"", "[{ use = \"judge\", timeout = \"3s\" }, \"giver\"]")));
  admit();
  EXPECT_EQ(judged(), 2u);
}

TEST_F(GateTest, ConditionsReadVerifiedClaims) {
  ASSERT_TRUE(load(judge_ + giver_ + pipeline("p", kJoin, "[\"judge\", \"giver\"]", "when = { \"scripted.number\" = { min = 116 } }")));
  EXPECT_EQ(ask(*admit()), "POLICY_UNSATISFIED");
  EXPECT_EQ(field_of("ticket-refused", "observed"), "115");
}

TEST_F(GateTest, ControlPlaneOnlyByPolicy) {
  ASSERT_TRUE(load(judge_ + giver_ + pipeline("cp", std::string(kJoin) + ", role = \"control-plane\"", "[\"judge\", \"giver\"]",
                                              "when = { \"scripted.text\" = \"something else\" }") +
                   pipeline("workers", kJoin, "[\"judge\", \"giver\"]")));
  const auto identity = admit();
  EXPECT_EQ(ask(*identity, "join", "control-plane"), "POLICY_UNSATISFIED");
  EXPECT_EQ(ask(*identity, "join"), "workers: answer=hello");
}

TEST_F(GateTest, WarningStepIsInTheJournal) {
  ASSERT_TRUE(load(judge_ + instance("loud", "reader", "denied-with-reason") + giver_ +
                   pipeline("p", kJoin, "[{ use = \"loud\", mode = \"warn\" }, \"judge\", \"giver\"]")))
      << said();
  EXPECT_EQ(ask(*admit()), "p: answer=hello");
  ASSERT_EQ(journal_.texts("step-warned").size(), 1u);
  EXPECT_THAT(journal_.texts("step-warned")[0], HasSubstr("VENDOR_SAYS_NO from loud"));
  EXPECT_EQ(field_of("step-warned", "pipeline"), "p");
}

TEST_F(GateTest, ForeignIdentityGetsNothing) {
  ASSERT_TRUE(load(judge_ + giver_ + pipeline("p", kJoin, "[\"judge\", \"giver\"]")));
  struct Foreign : attest::Identity {};
  EXPECT_EQ(ask(Foreign()), "PLUGIN_FAULT");
}

TEST_F(GateTest, PeerKeepsItsGeneration) {
  ASSERT_TRUE(load(judge_ + giver_ + pipeline("p", kJoin, "[\"judge\", \"giver\"]")));
  const auto identity = admit();
  const auto old = gate_.release();  // the gate itself may go; the peer's generation may not
  const std::unique_ptr<Gate> keeper(old);
  generation_.reset();
  EXPECT_EQ(std::get<pipeline::Ticket>(keeper->issue(*identity, {"join", "", "r", {}, {}})).pipeline, "p");
}

}  // namespace
}  // namespace postern::gate
