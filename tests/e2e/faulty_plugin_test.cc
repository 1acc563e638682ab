// SPDX-License-Identifier: Apache-2.0
//
// A running gate whose plugin misbehaves: throws, talks nonsense, or never returns. Each handshake is refused with its
// reason and the gate stays up.

#include <gmock/gmock.h>

#include "e2e/gate_process.h"
#include "e2e/joiner.h"

namespace postern::test {
namespace {

// Evidence that only the scripted validator knows.
class ScriptedEvidence : public atls::EvidenceSource {
 public:
  absl::StatusOr<atls::EvidenceDocument> make_evidence(const atls::Nonce&, const atls::ChannelKey&) override {
    return atls::EvidenceDocument{"1.3.9900.99.1", {std::byte{'x'}}};
  }
};

GateConfig scripted_gate(const std::string& validator, const std::string& backend) {
  return {"", "[plugins.scripted]\npath = \"../test-plugins/scripted.so\"\n"
              "[instances.judge]\nuse = \"scripted/validator\"\nconfig = { behaviour = \"" + validator + "\" }\n"
              "[instances.giver]\nuse = \"scripted/backend\"\nconfig = { behaviour = \"" + backend + "\" }\n"
              "[[pipeline]]\nname = \"scripted\"\nmatch = { evidence = \"scripted\", request = \"anything\" }\n"
              "steps = [{ use = \"judge\", timeout = \"300ms\" }, { use = \"giver\", timeout = \"300ms\" }]\n"};
}

JoinAs anything() {
  JoinAs as;
  as.protocol = rpc::Protocol::kPostern;
  as.request.kind = "anything";
  return as;
}

struct Fault {
  std::string behaviour, code;
};
void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.behaviour; }

class FaultyValidatorTest : public testing::TestWithParam<Fault> {};

TEST_P(FaultyValidatorTest, IsRefusedAndTheGateStaysUp) {
  GateProcess gate(scripted_gate(GetParam().behaviour, "give"));
  ScriptedEvidence evidence;
  for (int i = 0; i < 2; ++i) EXPECT_FALSE(join(gate.address(), evidence, anything()).ok());
  EXPECT_EQ(gate.refused(GetParam().code).value("step", ""), "judge");
  EXPECT_EQ(gate.log().count(EventLog::named("handshake-admitted")), 0u);
  EXPECT_TRUE(gate.is_running());
  EXPECT_EQ(gate.stop(), 0);
}

INSTANTIATE_TEST_SUITE_P(Faults, FaultyValidatorTest,
                         testing::Values(Fault{"throw-exception", "PLUGIN_FAULT"}, Fault{"throw-int", "PLUGIN_FAULT"},
                                         Fault{"verdict-7", "PLUGIN_FAULT"}, Fault{"status-12345", "PLUGIN_FAULT"},
                                         Fault{"allow-with-internal", "PLUGIN_FAULT"},
                                         Fault{"no-bindings", "BINDING_MISSING"},
                                         Fault{"wrong-nonce", "NONCE_MISMATCH"},
                                         Fault{"another-key", "CHANNEL_MISMATCH"},
                                         Fault{"undeclared-claim", "PLUGIN_FAULT"}, Fault{"hang", "TIMEOUT"}));

TEST(FaultyBackendTest, AThrowingBackendIsARefusedTicket) {
  GateProcess gate(scripted_gate("allow", "throw-exception"));
  ScriptedEvidence evidence;
  EXPECT_EQ(join(gate.address(), evidence, anything()).status().code(), absl::StatusCode::kInternal);
  EXPECT_TRUE(gate.log().wait_for(EventLog::named("ticket-refused", "code", "PLUGIN_FAULT")));
}

TEST(FaultyBackendTest, ABackendThatNeverReturnsIsATimeout) {
  GateProcess gate(scripted_gate("allow", "hang"));
  ScriptedEvidence evidence;
  EXPECT_EQ(join(gate.address(), evidence, anything()).status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_TRUE(gate.log().wait_for(EventLog::named("ticket-refused", "code", "TIMEOUT")));
  EXPECT_EQ(gate.stop(), 0);
}

}  // namespace
}  // namespace postern::test
