// SPDX-License-Identifier: Apache-2.0
//
// Pipelines of components that a test makes up: every diagnostic with its exact place and text.

#include <gtest/gtest.h>

#include "host/gate/pipeline_check.h"

namespace postern::gate {
namespace {

using plugin::ComponentDescriptor;

constexpr uint32_t kNonce = POSTERN_BINDING_BIT(POSTERN_BINDING_NONCE), kKey = POSTERN_BINDING_BIT(POSTERN_BINDING_CHANNEL_KEY);
constexpr uint32_t kAk = POSTERN_BINDING_BIT(POSTERN_BINDING_TPM_AK);

ComponentDescriptor validator(uint32_t out, uint32_t in = 0, std::map<std::string, uint32_t, std::less<>> claims = {},
                              std::map<std::string, uint32_t, std::less<>> needs = {}) {
  ComponentDescriptor made;
  made.kind = POSTERN_KIND_VALIDATOR;
  made.bindings_out = out;
  made.bindings_in = in;
  made.claims_out = std::move(claims);
  made.claims_in = std::move(needs);
  made.evidence = {{"e", "1.2.3"}};
  return made;
}
ComponentDescriptor backend(std::vector<pipeline::FieldDeclaration> fields, uint32_t in = 0,
                            std::map<std::string, uint32_t, std::less<>> needs = {}) {
  ComponentDescriptor made;
  made.kind = POSTERN_KIND_BACKEND;
  made.fields_out = std::move(fields);
  made.bindings_in = in;
  made.claims_in = std::move(needs);
  return made;
}

const std::map<std::string, ComponentDescriptor>& components() {
  static const std::map<std::string, ComponentDescriptor> all{
      {"full", validator(kNonce | kKey | kAk, 0,
                         {{"t.text", POSTERN_TYPE_TEXT}, {"t.number", POSTERN_TYPE_INTEGER}, {"t.raw", POSTERN_TYPE_BYTES},
                          {"t.flag", POSTERN_TYPE_BOOL}})},
      {"ak", validator(kAk)},
      {"nonce", validator(kNonce)},
      {"key", validator(kKey)},
      {"plain", validator(kNonce | kKey)},
      {"unbound", validator(0)},
      {"needs-ak", validator(0, kAk)},
      {"needs-claim", validator(0, kAk, {}, {{"t.number", POSTERN_TYPE_INTEGER}})},
      {"needs-other-type", validator(0, kAk, {}, {{"t.text", POSTERN_TYPE_INTEGER}})},
      {"also-full", validator(kAk, 0, {{"t.text", POSTERN_TYPE_TEXT}})},
      {"key-giver", backend({{"disk_key"}})},
      {"same-giver", backend({{"disk_key"}})},
      {"token-giver", backend({{"token"}})},
      {"claim-user", backend({{"x"}}, 0, {{"t.numbr", POSTERN_TYPE_INTEGER}})},
      {"ak-user", backend({{"x"}}, kAk)}};
  return all;
}

// check: all that is said about one pipeline, which starts in line 1; its steps stand in line 4.
std::string check(const std::string& steps, const std::string& more = "", const std::string& role = "") {
  const std::string match = "match = { evidence = \"e\", request = \"join\"" + (role.empty() ? "" : ", role = \"" + role + "\"") + " }";
  const std::string text = "[[pipeline]]\nname = \"p\"\n" + match + "\nsteps = " + steps + "\n" + more;
  config::Diagnostics out;
  Resolved resolved;
  resolved.file = config::read_gate_text(text, "f", config::Purpose::kGate, "", out);
  for (const auto& entry : resolved.file.pipelines)
    for (const auto& step : entry.steps)
      for (const std::string& name : step.instances) {
        const auto found = components().find(name);
        if (found == components().end()) continue;
        resolved.instances[name].spec.component = std::make_shared<ComponentDescriptor>(found->second);
      }
  check_pipelines(resolved, out);
  std::string lines;
  for (const auto& diagnostic : out.all()) lines += (lines.empty() ? "" : "\n") + print(diagnostic);
  return lines;
}

TEST(StepCheckTest, GoodPipelinesAreSilent) {
  EXPECT_EQ(check("[\"full\", \"key-giver\", \"token-giver\"]", "ticket = [\"token\"]\nwhen = { \"t.number\" = { min = 1 } }"), "");
  EXPECT_EQ(check("[\"nonce\", { use = \"full\" }]"), "") << "they share the nonce";
  EXPECT_EQ(check("[\"full\", \"needs-ak\", \"needs-claim\"]"), "");
  EXPECT_EQ(check("[\"full\", { use = \"key-giver\", alternatives = [\"same-giver\"] }]"), "");
  EXPECT_EQ(check("[\"full\", \"ak-user\"]"), "");
}

TEST(StepCheckTest, UnknownInstance) {
  EXPECT_EQ(check("[\"full\", \"token-givr\"]"), "f:4:18: error: pipeline \"p\": no instance is named 'token-givr'; there is: full");
  EXPECT_EQ(check("[\"full\", \"fulll\"]"), "f:4:18: error: pipeline \"p\": no instance is named 'fulll'; did you mean 'full'?");
}

TEST(StepCheckTest, OrderOfKinds) {
  EXPECT_EQ(check("[\"key-giver\", \"full\"]"), "f:4:23: error: pipeline \"p\": validator 'full' stands after a backend; validators come first");
  EXPECT_EQ(check("[\"key-giver\"]"), "f:4:9: error: pipeline \"p\": no step is a validator: nothing would be proven");
  EXPECT_EQ(check("[]"), "f:4:9: error: pipeline \"p\": no step is a validator: nothing would be proven");
  EXPECT_EQ(check("[\"full\", { use = \"key-giver\", mode = \"warn\" }]"), "f:4:18: error: pipeline \"p\": mode = \"warn\" is for validators");
  EXPECT_EQ(check("[{ use = \"full\", alternatives = [\"plain\"] }]"),
            "f:4:10: error: pipeline \"p\": alternatives are for backends; 'full' is a validator");
  EXPECT_EQ(check("[\"full\", { use = \"key-giver\", alternatives = [\"full\"] }]"),
            "f:4:18: error: pipeline \"p\": alternative 'full' is not a backend");
}

// The compiler of pipelines rejects a chain without a cryptographic link.
TEST(SecurityRule1, ChainMustBeTiedToTheConnection) {
  EXPECT_EQ(check("[\"ak\"]"),
            "f:4:9: error: pipeline \"p\": nothing ties the evidence to this connection: no enforced step proves nonce, channel-key");
  EXPECT_EQ(check("[\"nonce\"]"),
            "f:4:9: error: pipeline \"p\": nothing ties the evidence to this connection: no enforced step proves channel-key");
  EXPECT_EQ(check("[{ use = \"plain\", mode = \"warn\" }]"),
            "f:4:10: warning: pipeline \"p\": step 'plain' only warns: its refusal admits\n"
            "f:4:9: error: pipeline \"p\": nothing ties the evidence to this connection: no enforced step proves nonce, channel-key");
}

TEST(SecurityRule1, StepsOfAChainMustBeLinked) {
  EXPECT_EQ(check("[\"plain\", \"ak\"]"),
            "f:4:19: error: pipeline \"p\": validator 'ak' has no cryptographic link to the steps before: it shares none of the "
            "bindings nonce, channel-key");
  EXPECT_EQ(check("[\"unbound\", \"plain\"]"),
            "f:4:21: error: pipeline \"p\": validator 'plain' has no cryptographic link to the steps before: it shares none of "
            "the bindings that they prove, which are none");
  EXPECT_EQ(check("[\"nonce\", \"key\"]"),
            "f:4:19: error: pipeline \"p\": validator 'key' has no cryptographic link to the steps before: it shares none of the "
            "bindings nonce");
}

TEST(StepCheckTest, WarningStepNeedsNoLinkFromWhatFollows) {
  EXPECT_EQ(check("[{ use = \"ak\", mode = \"warn\" }, \"plain\"]"),
            "f:4:10: warning: pipeline \"p\": step 'ak' only warns: its refusal admits");
}

TEST(StepCheckTest, NeedsOfValidatorsAndBackends) {
  EXPECT_EQ(check("[\"plain\", \"ak-user\"]"), "f:4:19: error: pipeline \"p\": 'ak-user' needs the binding tpm-ak, which no earlier step proves");
  EXPECT_EQ(check("[\"full\", \"claim-user\"]"),
            "f:4:18: error: pipeline \"p\": 'claim-user' needs the claim t.numbr, which no earlier step proves; did you mean 't.number'?");
  EXPECT_EQ(check("[\"full\", \"needs-other-type\"]"),
            "f:4:18: error: pipeline \"p\": 'needs-other-type' needs the claim t.text as integer; it is proven as text");
}

TEST(StepCheckTest, DoubleClaimsAndFields) {
  EXPECT_EQ(check("[\"full\", \"also-full\"]"),
            "f:4:18: error: pipeline \"p\": claim t.text is proven by an earlier step already; 'also-full' would prove it twice");
  EXPECT_EQ(check("[{ use = \"also-full\", mode = \"warn\" }, \"full\"]"),
            "f:4:10: warning: pipeline \"p\": step 'also-full' only warns: its refusal admits\n"
            "f:4:48: error: pipeline \"p\": claim t.text is proven by an earlier step already; 'full' would prove it twice");
  EXPECT_EQ(check("[\"full\", \"key-giver\", \"same-giver\"]"),
            "f:4:31: error: pipeline \"p\": ticket field disk_key is produced by 'key-giver' already");
}

TEST(StepCheckTest, TicketFieldMustBeProduced) {
  EXPECT_EQ(check("[\"full\", \"key-giver\"]", "ticket = [\"disk_kez\"]"),
            "f:5:10: error: pipeline \"p\": no step produces the ticket field 'disk_kez'; did you mean 'disk_key'?");
}

TEST(StepCheckTest, ConditionsFitTheirClaims) {
  const auto when = [](const std::string& condition) { return check("[\"full\"]", "when = { " + condition + " }"); };
  EXPECT_EQ(when("\"t.raw\" = \"00ff\""), "");
  EXPECT_EQ(when("\"t.flag\" = true"), "");
  EXPECT_EQ(when("\"t.numer\" = 1"), "f:5:22: error: pipeline \"p\": when: no step proves the claim 't.numer'; did you mean 't.number'?");
  EXPECT_EQ(when("\"t.text\" = { min = 1 }"), "f:5:21: error: pipeline \"p\": when: claim t.text is text; min and max need an integer");
  EXPECT_EQ(when("\"t.number\" = \"1\""), "f:5:23: error: pipeline \"p\": when: claim t.number is integer; it never equals 1");
  EXPECT_EQ(when("\"t.raw\" = 5"), "f:5:20: error: pipeline \"p\": when: claim t.raw is bytes; it never equals 5");
  EXPECT_EQ(when("\"t.raw\" = \"00FF\""), "f:5:20: error: pipeline \"p\": when: claim t.raw is bytes; expected lower-case hex, found 00FF");
  EXPECT_EQ(when("\"t.raw\" = \"00f\""), "f:5:20: error: pipeline \"p\": when: claim t.raw is bytes; expected lower-case hex, found 00f");
}

TEST(StepCheckTest, ClaimOfAWarningStepIsNotProven) {
  EXPECT_EQ(check("[{ use = \"full\", mode = \"warn\" }, \"plain\"]", "when = { \"t.number\" = 1 }"),
            "f:4:10: warning: pipeline \"p\": step 'full' only warns: its refusal admits\n"
            "f:5:23: error: pipeline \"p\": when: no step proves the claim 't.number'");
}

TEST(RoleCheck, ControlPlaneIsGivenByPolicy) {
  const std::string needs = "f:1:1: error: pipeline \"p\": role \"control-plane\" needs a `when` on a verified claim, so that policy "
                            "and not the request decides; or trust_requested_role = true";
  EXPECT_EQ(check("[\"full\"]", "", "control-plane"), needs);
  EXPECT_EQ(check("[\"full\"]", "when = {}", "control-plane"), needs) << "an empty condition is none";
  EXPECT_EQ(check("[\"full\"]", "when = { \"t.text\" = \"x\" }", "control-plane"), "");
  EXPECT_EQ(check("[\"full\"]", "trust_requested_role = true", "control-plane"),
            "f:1:1: warning: pipeline \"p\": any machine that passes the chain becomes control plane by asking for it");
  EXPECT_EQ(check("[\"full\"]", "trust_requested_role = true", "worker"),
            "f:1:1: error: pipeline \"p\": trust_requested_role: has a meaning only with role = \"control-plane\"");
}

std::string second(const std::string& match) {
  return check("[\"plain\"]", "[[pipeline]]\nname = \"q\"\nmatch = " + match + "\nsteps = [\"plain\"]\n");
}
TEST(ReachCheck, EveryPipelineCanBeReached) {
  EXPECT_EQ(second("{ evidence = \"e\", request = \"rejoin\" }"), "");
  EXPECT_EQ(second("{ evidence = \"e\", request = \"join\", role = \"worker\" }"),
            "f:5:1: error: pipeline \"q\": no request can reach it: pipeline \"p\" (line 1) answers all of its requests");
  EXPECT_EQ(second("{ evidence = \"e\", request = \"Join\" }"), "f:5:1: error: pipeline \"q\": request: expected a name of [a-z0-9_.-]");
  EXPECT_EQ(second("{ evidence = \"x\", request = \"join\" }"),
            "f:8:10: error: pipeline \"q\": validator 'plain' does not judge evidence \"x\"; there is: e");
}

}  // namespace
}  // namespace postern::gate
