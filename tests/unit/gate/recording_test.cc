// SPDX-License-Identifier: Apache-2.0
//
// What the gate puts before its recorder, and what it does when that cannot record.

#include <gmock/gmock.h>

#include "host/record/decision_json.h"
#include "unit/gate/scripted_gate.h"

namespace postern::gate {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// Notebook: a recorder that keeps lines and fails when it is told to.
class Notebook : public attest::Recorder {
 public:
  std::string keep(attest::ByteView) override { return "digest"; }
  std::optional<attest::Refusal> record(const attest::Decision& decision, Until until) override {
    if (decision.kind == fails_for) {
      attest::Refusal refusal = attest::denied("CANNOT_RECORD", "");
      refusal.cls = attest::RefusalClass::kRetryable;
      return refusal;
    }
    lines.push_back(record::to_json(decision));
    durable.push_back(until == Until::kDurable);
    return std::nullopt;
  }
  std::string fails_for;
  std::vector<record::Json> lines;
  std::vector<bool> durable;
};

class RecordingTest : public ScriptedGate {
 protected:
  RecordingTest() { recorder_ = &notebook_; }
  record::Json line(std::size_t at) const { return at < notebook_.lines.size() ? notebook_.lines[at] : record::Json::object(); }
  Notebook notebook_;
  const std::string judge_ = instance("judge", "validator", "allow"), deny_ = instance("deny", "validator", "denied-with-reason");
  const std::string giver_ = instance("giver", "backend", "give", "hello");
};

TEST_F(RecordingTest, AdmissionAndTicket) {
  ASSERT_TRUE(load(judge_ + giver_ + pipeline("a", kJoin, "[\"judge\", \"giver\"]") +
                   pipeline("b", "evidence = \"scripted\", request = \"rejoin\"", "[\"judge\", \"giver\"]")));
  EXPECT_EQ(ask(*admit(), "join", "worker"), "a: answer=hello");
  ASSERT_EQ(notebook_.lines.size(), 2u);
  EXPECT_EQ(line(0)["kind"], "handshake");
  EXPECT_EQ(line(0)["pipelines"].dump(), R"(["a","b"])") << "whose chain it is";
  EXPECT_EQ(line(0)["verdict"], "allow");
  EXPECT_EQ(line(0)["evidence"]["sha256"], "digest");
  EXPECT_EQ(line(0)["evidence"]["nonce"], attest::to_hex(evidence().nonce));
  EXPECT_EQ(line(0)["steps"][0]["instance"], "judge");
  EXPECT_EQ(line(0)["steps"][0]["plugin_sha256"].get<std::string>().size(), 64u);
  EXPECT_EQ(line(0)["claims"]["scripted.number"]["value"], 115);
  EXPECT_EQ(line(1)["kind"], "ticket");
  EXPECT_EQ(line(1)["pipelines"].dump(), R"(["a"])");
  EXPECT_EQ(line(1)["request"]["role"], "worker");
  EXPECT_EQ(line(1)["steps"][0]["instance"], "giver");
  EXPECT_EQ(line(1)["claims"], line(0)["claims"]);
  EXPECT_EQ(line(1)["fields"].dump(), R"(["answer"])");
  EXPECT_THAT(line(1).dump(), Not(HasSubstr("hello"))) << "names of fields, never values";
  EXPECT_THAT(notebook_.durable, ElementsAre(false, true));
}

TEST_F(RecordingTest, EveryChainThatJudgesHasItsLine) {
  ASSERT_TRUE(load(judge_ + deny_ + giver_ + pipeline("open", kJoin, "[\"judge\", \"giver\"]") +
                   pipeline("closed", "evidence = \"scripted\", request = \"rejoin\"", "[\"deny\", \"giver\"]")));
  EXPECT_EQ(ask(*admit(), "rejoin"), "VENDOR_SAYS_NO");
  ASSERT_EQ(notebook_.lines.size(), 3u);
  EXPECT_EQ(line(0)["verdict"], "allow");
  EXPECT_EQ(line(1)["verdict"], "deny");
  EXPECT_EQ(line(1)["pipelines"].dump(), R"(["closed"])");
  EXPECT_EQ(line(1)["reason"]["code"], "VENDOR_SAYS_NO");
  EXPECT_FALSE(line(1).contains("claims"));
  EXPECT_EQ(line(2)["verdict"], "deny");
  EXPECT_EQ(line(2)["reason"]["step"], "deny");
}

TEST_F(RecordingTest, RefusalsOfRequestsAndOfBackends) {
  ASSERT_TRUE(load(judge_ + instance("no", "backend", "denied-with-reason") + pipeline("p", kJoin, "[\"judge\", \"no\"]")));
  const auto identity = admit();
  EXPECT_EQ(ask(*identity), "VENDOR_SAYS_NO");
  EXPECT_EQ(ask(*identity, "rejoin"), "NO_PIPELINE");
  EXPECT_EQ(ask(*identity, "Bad\n"), "REQUEST_INVALID");
  ASSERT_EQ(notebook_.lines.size(), 4u);
  EXPECT_EQ(line(1)["steps"][0]["verdict"], "deny");
  EXPECT_EQ(line(1)["reason"]["step"], "no");
  EXPECT_EQ(line(2)["reason"]["code"], "NO_PIPELINE");
  EXPECT_THAT(line(2)["pipelines"], IsEmpty());
  EXPECT_EQ(line(3)["reason"]["code"], "REQUEST_INVALID");
}

TEST_F(RecordingTest, EvidenceThatNobodyJudges) {
  ASSERT_TRUE(load(judge_ + giver_ + pipeline("p", kJoin, "[\"judge\", \"giver\"]")));
  EXPECT_EQ(refused("other"), "NO_PIPELINE");
  ASSERT_EQ(notebook_.lines.size(), 1u);
  EXPECT_EQ(line(0)["reason"]["code"], "NO_PIPELINE");
  EXPECT_EQ(line(0)["evidence"]["type"], "other");
}

TEST_F(RecordingTest, WarningsAreShown) {
  ASSERT_TRUE(load(judge_ + instance("loud", "reader", "denied-with-reason") + giver_ +
                   pipeline("p", kJoin, "[{ use = \"loud\", mode = \"warn\" }, \"judge\", \"giver\"]")));
  admit();
  ASSERT_EQ(notebook_.lines.size(), 1u);
  EXPECT_EQ(line(0)["verdict"], "allow");
  EXPECT_EQ(line(0)["steps"][0]["verdict"], "warn");
  EXPECT_EQ(line(0)["steps"][0]["reason"]["code"], "VENDOR_SAYS_NO");
}

TEST_F(RecordingTest, WhatCannotBeRecordedIsNotAdmitted) {
  ASSERT_TRUE(load(judge_ + giver_ + pipeline("p", kJoin, "[\"judge\", \"giver\"]")));
  notebook_.fails_for = "handshake";
  EXPECT_EQ(refused(), "CANNOT_RECORD");
  notebook_.fails_for = "";
  EXPECT_EQ(refused(), "none");
}

TEST_F(RecordingTest, TicketThatCannotBeRecordedDoesNotLeave) {
  ASSERT_TRUE(load(judge_ + giver_ + pipeline("p", kJoin, "[\"judge\", \"giver\"]")));
  const auto identity = admit();
  notebook_.fails_for = "ticket";
  const auto outcome = gate_->issue(*identity, {"join", "", "r", {}, {}});
  ASSERT_TRUE(std::holds_alternative<attest::Refusal>(outcome));
  EXPECT_EQ(std::get<attest::Refusal>(outcome).reason.code, "CANNOT_RECORD");
  EXPECT_EQ(std::get<attest::Refusal>(outcome).cls, attest::RefusalClass::kRetryable);
  EXPECT_EQ(field_of("ticket-refused", "code"), "CANNOT_RECORD");
}

TEST_F(RecordingTest, SecretsOfTicketsAreNotRecorded) {
  ASSERT_TRUE(load("[secrets.canary]\nfile = \"" + dir_.write("canary", "CANARY-0123456789") + "\"\n" + judge_ +
                   instance("giver", "backend", "give-secret", "canary") + pipeline("p", kJoin, "[\"judge\", \"giver\"]")));
  EXPECT_EQ(ask(*admit()), "p: secret=CANARY-0123456789");
  ASSERT_EQ(notebook_.lines.size(), 2u);
  EXPECT_EQ(line(1)["fields"].dump(), R"(["secret"])");
  for (const record::Json& each : notebook_.lines) EXPECT_THAT(each.dump(), Not(HasSubstr("CANARY")));
}

}  // namespace
}  // namespace postern::gate
