// SPDX-License-Identifier: Apache-2.0
//
// Effects of calls that came back too late, or never.

#include <gmock/gmock.h>

#include "support/fifo.h"
#include "unit/plugin/bench.h"

namespace postern::plugin {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using LateCallTest = Bench;

TEST_F(LateCallTest, EffectsAnnouncedBeforeTheDeadlineAreKnown) {
  const auto contribution = ask(*backend("effects-then-hang"), kShort);
  EXPECT_EQ(failure(contribution.refusal), "retryable TIMEOUT");
  EXPECT_THAT(effects_of(contribution), ElementsAre("first", "second"));
  EXPECT_TRUE(contribution.fields.empty());
}

// The call may have created its things after the host has revoked them: so it is done once more.
TEST_F(LateCallTest, EffectsAreRevokedAgainWhenTheCallReturns) {
  test::Fifo fifo;
  const auto blocking = backend("effects-then-block", {{"fifo", fifo.path()}});
  ASSERT_THAT(effects_of(ask(*blocking, kShort)), ElementsAre("first", "second"));
  EXPECT_THAT(services_->log.texts("effect-revoked-late"), ::testing::IsEmpty());
  fifo.release();
  ASSERT_TRUE(settled());
  EXPECT_EQ(services_->log.texts("effect-revoked-late").size(), 2u);
  EXPECT_THAT(services_->log.texts("plugin"), Contains("revoke first at 77")) << "at the time of the request";
  EXPECT_THAT(services_->log.texts("plugin"), Contains("revoke second at 77"));
  EXPECT_THAT(services_->log.texts("plugin"), Contains("left 1")) << "the call knew that it was cancelled";
}

TEST_F(LateCallTest, EffectAnnouncedAfterTheDeadlineIsNotTaken) {
  test::Fifo fifo;
  const auto blocking = backend("effects-then-block", {{"fifo", fifo.path()}});
  ask(*blocking, kShort);
  fifo.release();
  ASSERT_TRUE(settled());
  for (const std::string& text : services_->log.texts("plugin")) EXPECT_EQ(text.find("too-late"), std::string::npos);
}

TEST_F(LateCallTest, LateRevocationThatFailsIsReported) {
  for (const char* fault : {"revoke-fails", "revoke-throws"}) {
    test::Fifo fifo;
    ask(*backend("effects-then-block", {{"fifo", fifo.path()}, {"argument", fault}}), kShort);
    fifo.release();
    ASSERT_TRUE(settled());
  }
  EXPECT_EQ(services_->log.texts("effect-not-revoked").size(), 4u);
}

// While a late revocation is inside of a component that takes one call at a time, no other call is.
TEST_F(LateCallTest, LateRevocationHonoursTheThreadingRule) {
  test::Fifo call, revocation;
  const Json config{{"fifo", call.path()}, {"argument", "revoke-blocks:" + revocation.path()}};
  const auto late = backend("effects-then-block", config, "per-instance");
  ASSERT_THAT(effects_of(ask(*late, kShort)), ElementsAre("first", "second"));
  call.release();
  ASSERT_TRUE(services_->log.wait_for_text("revoke second at 77"));
  const auto is_entry = [](const attest::Event& event) { return event.text == "entered"; };
  const auto verified = this->verified();
  const std::size_t before = services_->log.count(is_entry);
  EXPECT_EQ(failure(late->contribute(request(), *verified, {{}, kShort, "worker", {}}).refusal), "retryable TIMEOUT");
  EXPECT_EQ(services_->log.count(is_entry), before) << "it waited outside";
  revocation.release();
  ASSERT_TRUE(settled());
  EXPECT_EQ(services_->log.texts("effect-revoked-late").size(), 2u);
}

}  // namespace
}  // namespace postern::plugin
