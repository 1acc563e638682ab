// SPDX-License-Identifier: Apache-2.0
//
// Security rule 9: a secret that passes through the gate is in the ticket and nowhere else: not in the journal, in no
// log line, in no metric, in no refusal.

#include <gmock/gmock.h>

#include "host/observe/log_journal.h"
#include "unit/gate/scripted_gate.h"

namespace postern::gate {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kCanary[] = "CANARY-0123456789abcdef";

class SecurityRule9 : public ScriptedGate {
 protected:
  bool load_with_secret(const std::string& more_steps, unsigned mode = 0600) {
    return load("[secrets.canary]\nfile = \"" + dir_.write("canary", kCanary, mode) + "\"\n" + instance("judge", "validator", "allow") +
                instance("giver", "backend", "give-secret", "canary") + instance("thrower", "no-revoke", "throw-exception") +
                pipeline("p", kJoin, "[\"judge\", \"giver\"" + more_steps + "]"));
  }
  void expect_no_trace() const {
    for (const attest::Event& event : journal_.events()) {
      EXPECT_THAT(observe::as_text(event), Not(HasSubstr("CANARY")));
      EXPECT_THAT(observe::as_json(event), Not(HasSubstr("CANARY")));
      EXPECT_THAT(observe::as_json(event), Not(HasSubstr(attest::to_hex(attest::as_bytes("CANARY")))));
    }
    EXPECT_THAT(metrics_.text(), Not(HasSubstr("CANARY")));
    EXPECT_THAT(said(), Not(HasSubstr("CANARY")));
  }
};

TEST_F(SecurityRule9, SecretIsInTheTicketAndNowhereElse) {
  ASSERT_TRUE(load_with_secret("")) << said();
  EXPECT_EQ(ask(*admit()), std::string("p: secret=") + kCanary);
  EXPECT_GT(journal_.events().size(), 3u);
  expect_no_trace();
}

TEST_F(SecurityRule9, RefusalAfterTheSecretWasReadShowsNothing) {
  out_ = {};
  ASSERT_TRUE(load("[secrets.canary]\nfile = \"" + dir_.write("canary", kCanary) + "\"\n" + instance("judge", "validator", "allow") +
                   instance("giver", "backend", "give-secret", "canary") +
                   pipeline("p", kJoin, "[\"judge\", \"giver\"]", "ticket = [\"secret\", \"answer\"]")))
      << said();
  const auto identity = admit();
  const auto outcome = gate_->issue(*identity, {"join", "", "r", {}, {}});
  const auto& refusal = std::get<attest::Refusal>(outcome);
  EXPECT_EQ(refusal.reason.code, "TICKET_INCOMPLETE");
  EXPECT_THAT(describe(refusal) + refusal.reason.peer_text, Not(HasSubstr("CANARY")));
  expect_no_trace();
}

TEST_F(SecurityRule9, UnreadableSecretShowsItsNameOnly) {
  ASSERT_TRUE(load_with_secret("", 0644));
  EXPECT_EQ(ask(*admit()), "p:");
  ASSERT_EQ(journal_.texts("secret-unreadable").size(), 1u);
  expect_no_trace();
}

}  // namespace
}  // namespace postern::gate
