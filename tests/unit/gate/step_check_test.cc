// SPDX-License-Identifier: Apache-2.0
//
// Pipelines of components that a test makes up: what is said of their steps, with its exact place and text.

#include <gtest/gtest.h>

#include "unit/gate/pipeline_bench.h"

namespace postern::gate {
namespace {

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
  EXPECT_EQ(check("[\"key-giver\", \"full\"]"), "f:4:23: error: pipeline \"p\": validator 'full' stands after a backend; validators come first; move it before the first backend");
  EXPECT_EQ(check("[\"key-giver\"]"), "f:4:9: error: pipeline \"p\": no step is a validator: nothing would be proven");
  EXPECT_EQ(check("[]"), "f:4:9: error: pipeline \"p\": no step is a validator: nothing would be proven");
  EXPECT_EQ(check("[\"full\", { use = \"key-giver\", mode = \"warn\" }]"), "f:4:18: error: pipeline \"p\": mode = \"warn\" is for validators; 'key-giver' is a backend");
  EXPECT_EQ(check("[{ use = \"full\", alternatives = [\"plain\"] }]"),
            "f:4:42: error: pipeline \"p\": alternatives are for backends; 'full' is a validator; write a pipeline of its own for machines that another validator judges");
  EXPECT_EQ(check("[\"full\", { use = \"key-giver\", alternatives = [\"full\"] }]"),
            "f:4:55: error: pipeline \"p\": alternative 'full' is not a backend");
}

// The compiler of pipelines rejects a chain without a cryptographic link.
TEST(SecurityRule1, ChainMustBeTiedToTheConnection) {
  EXPECT_EQ(check("[\"ak\"]"),
            "f:4:9: error: pipeline \"p\": nothing ties the evidence to this connection: no enforced step proves nonce, channel-key; add a validator that does, and do not let it only warn");
  EXPECT_EQ(check("[\"nonce\"]"),
            "f:4:9: error: pipeline \"p\": nothing ties the evidence to this connection: no enforced step proves channel-key; add a validator that does, and do not let it only warn");
  EXPECT_EQ(check("[{ use = \"plain\", mode = \"warn\" }]"),
            "f:4:10: warning: pipeline \"p\": step 'plain' only warns: its refusal admits; mode = \"enforce\" refuses\n"
            "f:4:9: error: pipeline \"p\": nothing ties the evidence to this connection: no enforced step proves nonce, channel-key; add a validator that does, and do not let it only warn");
}

TEST(SecurityRule1, StepsOfAChainMustBeLinked) {
  const std::string hint = "; it might judge another machine's evidence; a step between the two must prove a binding that both know";
  const std::string start = "f:4:19: error: pipeline \"p\": validator '", no = "' has no cryptographic link to the steps before: they prove the bindings ";
  EXPECT_EQ(check("[\"plain\", \"ak\"]"), start + "ak" + no + "nonce, channel-key, it has to do with tpm-ak" + hint);
  EXPECT_EQ(check("[\"nonce\", \"key\"]"), start + "key" + no + "nonce, it has to do with channel-key" + hint);
  EXPECT_EQ(check("[\"unbound\", \"plain\"]"),
            "f:4:21: error: pipeline \"p\": validator 'plain" + no + "none, it has to do with nonce, channel-key" + hint);
}

TEST(StepCheckTest, WarningStepNeedsNoLinkFromWhatFollows) {
  EXPECT_EQ(check("[{ use = \"ak\", mode = \"warn\" }, \"plain\"]"),
            "f:4:10: warning: pipeline \"p\": step 'ak' only warns: its refusal admits; mode = \"enforce\" refuses");
}

TEST(StepCheckTest, NeedsOfValidatorsAndBackends) {
  EXPECT_EQ(check("[\"plain\", \"ak-user\"]"), "f:4:19: error: pipeline \"p\": 'ak-user' needs the binding tpm-ak, which no earlier step proves; proven by then: nonce, channel-key");
  EXPECT_EQ(check("[\"full\", \"claim-user\"]"),
            "f:4:18: error: pipeline \"p\": 'claim-user' needs the claim t.numbr, which no earlier step proves; did you mean 't.number'?");
  EXPECT_EQ(check("[\"full\", \"needs-other-type\"]"),
            "f:4:18: error: pipeline \"p\": 'needs-other-type' needs the claim t.text as integer; it is proven as text");
}

TEST(StepCheckTest, DoubleClaimsAndFields) {
  EXPECT_EQ(check("[\"full\", \"also-full\"]"),
            "f:4:18: error: pipeline \"p\": claim t.text is proven by an earlier step already; 'also-full' would prove it twice; remove one of the two steps");
  EXPECT_EQ(check("[{ use = \"also-full\", mode = \"warn\" }, \"full\"]"),
            "f:4:10: warning: pipeline \"p\": step 'also-full' only warns: its refusal admits; mode = \"enforce\" refuses\n"
            "f:4:48: error: pipeline \"p\": claim t.text is proven by an earlier step already; 'full' would prove it twice; remove one of the two steps");
  EXPECT_EQ(check("[\"full\", \"key-giver\", \"same-giver\"]"),
            "f:4:31: error: pipeline \"p\": ticket field disk_key is produced by 'key-giver' already; remove one of the two steps");
}

TEST(StepCheckTest, TicketFieldMustBeProduced) {
  EXPECT_EQ(check("[\"full\", \"key-giver\"]", "ticket = [\"disk_kez\"]"),
            "f:5:11: error: pipeline \"p\": no step produces the ticket field 'disk_kez'; did you mean 'disk_key'?");
}

// A file has one condition per claim; whatever makes an entry otherwise is held to the same.
TEST(StepCheckTest, EachInstanceIsOneStep) {
  EXPECT_EQ(check("[\"full\", \"full\"]"), "f:4:18: error: pipeline \"p\": 'full' is a step already; remove one of the two");
  EXPECT_EQ(check("[\"full\", { use = \"key-giver\", alternatives = [\"key-giver\"] }]"),
            "f:4:55: error: pipeline \"p\": alternative 'key-giver' is a step already; remove it");
}

TEST(StepCheckTest, ClaimsThatConfigurationsName) {
  EXPECT_EQ(check("[\"full\", \"names-claim\"]"),
            "f:9:9: error: pipeline \"p\": the configuration of 'names-claim' names the claim t.numbr, which no earlier step "
            "proves; did you mean 't.number'?");
}

}  // namespace
}  // namespace postern::gate
