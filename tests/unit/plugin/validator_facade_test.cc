// SPDX-License-Identifier: Apache-2.0
//
// Whatever a validator answers, through the real facade: only an explicit allow admits (security rule 1).

#include <gmock/gmock.h>

#include "unit/plugin/bench.h"

namespace postern::plugin {
namespace {

using ::testing::HasSubstr;

struct Case {
  std::string behaviour, failure, text;
  friend void PrintTo(const Case& c, std::ostream* out) { *out << c.behaviour; }
};

class SecurityRule1 : public Bench, public ::testing::WithParamInterface<Case> {};

TEST_P(SecurityRule1, AnythingButAnExplicitAllowIsARefusal) {
  const attest::Verdict verdict = judge_by({validator(GetParam().behaviour)});
  ASSERT_EQ(failure(verdict), GetParam().failure);
  const auto& refusal = std::get<attest::Refusal>(verdict);
  EXPECT_THAT(refusal.reason.operator_text, HasSubstr(GetParam().text));
  EXPECT_EQ(refusal.step, "step");
  EXPECT_EQ(failure(judge_by({validator("allow")})), "none") << "the process must go on";
}

INSTANTIATE_TEST_SUITE_P(
    Validator, SecurityRule1,
    ::testing::Values(
        Case{"denied", "denied POLICY_UNSATISFIED", "status 2000 without a reason"},
        Case{"denied-with-reason", "denied VENDOR_SAYS_NO", "text for the operator"},
        Case{"deny-without-reason", "denied POLICY_UNSATISFIED", "denied without a reason"},
        Case{"deny-verdict-with-reason", "denied VENDOR_SAYS_NO", "text for the operator"},
        Case{"verdict-7", "internal PLUGIN_FAULT", "verdict 7 is neither allow nor deny"},
        Case{"throw-exception", "internal PLUGIN_FAULT", "the plugin threw: an exception of the plugin"},
        Case{"throw-int", "internal PLUGIN_FAULT", "the plugin threw something that is no exception"},
        Case{"unavailable", "retryable BACKEND_UNAVAILABLE", "status 1000"},
        Case{"timed-out", "retryable TIMEOUT", "status 1001"},
        Case{"misconfigured", "misconfigured MISCONFIGURED", "status 3000"},
        Case{"not-applicable", "not-applicable PLUGIN_FAULT", "status 4000"},
        Case{"internal", "internal PLUGIN_FAULT", "status 5000"},
        Case{"status-12345", "internal PLUGIN_FAULT", "status 12345"},
        Case{"status-999", "internal PLUGIN_FAULT", "status 999"},
        Case{"status-negative", "internal PLUGIN_FAULT", "status -2000"},
        Case{"allow-with-internal", "internal PLUGIN_FAULT", "status 5000"},
        Case{"allow-with-denied", "denied POLICY_UNSATISFIED", "status 2000"},
        Case{"allow-with-retryable", "retryable BACKEND_UNAVAILABLE", "status 1000"},
        Case{"allow-with-unknown", "internal PLUGIN_FAULT", "status 12345"},
        Case{"allow-with-negative", "internal PLUGIN_FAULT", "status -1"}));

using ValidatorFacadeTest = Bench;

TEST_F(ValidatorFacadeTest, ReasonArrivesWhole) {
  const attest::Verdict verdict = judge_by({validator("denied-with-reason")});
  const attest::Reason& reason = std::get<attest::Refusal>(verdict).reason;
  EXPECT_EQ(reason.subject, "scripted.subject");
  EXPECT_EQ(reason.expected, "expected value");
  EXPECT_EQ(reason.observed, "observed value");
  EXPECT_EQ(reason.specification, "made up, 1");
  EXPECT_EQ(reason.peer_text, "text for the peer");
}

// The code becomes a metric label and is shown to the peer.
TEST_F(ValidatorFacadeTest, CodeOfOtherCharactersBreaksTheContract) {
  const attest::Verdict verdict = judge_by({validator("hostile-code")});
  EXPECT_EQ(failure(verdict), "internal PLUGIN_FAULT");
  EXPECT_THAT(std::get<attest::Refusal>(verdict).reason.operator_text, HasSubstr("a reason code that is not of"));
}

TEST_F(ValidatorFacadeTest, TextThatIsNotUtf8IsShownAsHex) {
  const attest::Verdict verdict = judge_by({validator("hostile-text")});
  EXPECT_THAT(std::get<attest::Refusal>(verdict).reason.operator_text, ::testing::StartsWith("(not UTF-8) 6e6f74"));
}

TEST_F(ValidatorFacadeTest, LongTextIsCutBetweenCharacters) {
  const attest::Verdict verdict = judge_by({validator("long-text")});
  const std::string& text = std::get<attest::Refusal>(verdict).reason.operator_text;
  EXPECT_THAT(text, ::testing::StartsWith("xé"));
  EXPECT_EQ(text.size(), 4095u);
  EXPECT_TRUE(attest::is_utf8(text));
}

TEST_F(ValidatorFacadeTest, AllowBringsClaimsAndBindings) {
  const auto verified = this->verified();
  EXPECT_EQ(attest::print(verified->claims().find("scripted.text")->value), "a text");
  EXPECT_EQ(attest::print(verified->claims().find("scripted.number")->value), "115");
  EXPECT_EQ(attest::print(verified->claims().find("scripted.flag")->value), "true");
  EXPECT_EQ(attest::print(verified->claims().find("scripted.raw")->value), "00ff");
  EXPECT_EQ(verified->claims().find("scripted.raw")->step, "step");
  EXPECT_NE(verified->bindings().find(POSTERN_BINDING_NONCE), nullptr);
}

TEST_F(ValidatorFacadeTest, LaterStepReadsWhatEarlierOnesProved) {
  const auto reader = std::make_shared<ValidatorFacade>(make("reader", {{"behaviour", "allow"}}, "reader"));
  EXPECT_EQ(failure(judge_by({validator("allow"), reader})), "none");
  EXPECT_TRUE(services_->log.wait_for_text("text 0 a text"));
  EXPECT_TRUE(services_->log.wait_for_text("number 0 115"));
  EXPECT_TRUE(services_->log.wait_for_text("channel 0 32"));
  EXPECT_TRUE(services_->log.wait_for_text("ak 4001")) << "nobody proved it";
}

TEST_F(ValidatorFacadeTest, StepReadsNothingOfARefusingOrLaterOne) {
  const auto reader = std::make_shared<ValidatorFacade>(make("reader", {{"behaviour", "allow"}}, "reader"));
  attest::Chain chain{{{validator("verdict-7"), attest::StepMode::kWarn, kLong}, {reader, attest::StepMode::kEnforce, kLong}}};
  EXPECT_EQ(failure(attest::judge(chain, evidence(), {}, "")), "denied BINDING_MISSING");
  EXPECT_TRUE(services_->log.wait_for_text("text 4001 "));
  EXPECT_TRUE(services_->log.wait_for_text("channel 4001 0"));
}

TEST_F(ValidatorFacadeTest, CallHandleWorksOnOtherThreadsDuringTheCall) {
  EXPECT_EQ(failure(judge_by({validator("other-thread")})), "none");
  EXPECT_TRUE(services_->log.wait_for_text("claim_put answered 0"));
  EXPECT_TRUE(services_->log.wait_for_text("remaining 1"));
}

TEST_F(ValidatorFacadeTest, NullArgumentsAreAnsweredNotFollowed) {
  EXPECT_EQ(failure(judge_by({validator("nulls")})), "none");
  EXPECT_TRUE(services_->log.wait_for_text("5001 5001 5001 5001 5001 5001 5001 5001 5001 5001 none"));
}

}  // namespace
}  // namespace postern::plugin
