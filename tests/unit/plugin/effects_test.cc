// SPDX-License-Identifier: Apache-2.0
//
// Effects and the ledger: written before the plugin may create anything, settled when nothing is left to be undone.

#include <gmock/gmock.h>

#include <future>

#include "support/fifo.h"
#include "unit/plugin/bench.h"

namespace postern::plugin {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EffectsTest : public Bench {
 protected:
  const pipeline::BackendContext context_{{}, kLong, "", {}};
  test::LedgerRecorder& ledger() { return *services_->ledger; }
};

TEST_F(EffectsTest, AreInTheLedgerWithWhoCanRevokeThem) {
  const auto contribution = ask(*backend("effects"));
  EXPECT_EQ(failure(contribution.refusal), "none");
  EXPECT_THAT(ledger().open(), ElementsAre("first", "second"));
  const pipeline::Intent intent = ledger().last();
  EXPECT_EQ(intent.instance, "step");
  EXPECT_EQ(intent.component, "scripted/backend");
  EXPECT_EQ(intent.request, "request-1");
  EXPECT_EQ(intent.since, attest::Time(std::chrono::nanoseconds(77)));
}

// The scripted plugin does not look at what effect_put answers, and creates its thing all the same.
TEST_F(EffectsTest, RequestIsRefusedWhenTheyCannotBeWritten) {
  ledger().fails = true;
  const auto contribution = ask(*backend("effects"));
  EXPECT_EQ(failure(contribution.refusal), "retryable LEDGER_UNAVAILABLE");
  EXPECT_TRUE(contribution.fields.empty());
  EXPECT_THAT(effects_of(contribution), ElementsAre("first", "second")) << "undone as well as can be";
  EXPECT_EQ(contribution.effects[0].entry, 0u);
  EXPECT_EQ(failure(ask(*backend("effects-then-denied")).refusal), "retryable LEDGER_UNAVAILABLE");
}

TEST_F(EffectsTest, HostWithoutALedgerAllowsNone) {
  services_->ledger = nullptr;
  const auto backend = this->backend("effects");
  const auto contribution = ask(*backend);
  EXPECT_EQ(failure(contribution.refusal), "retryable LEDGER_UNAVAILABLE");
  EXPECT_EQ(failure(backend->revoke(contribution.effects.at(0), context_)), "none");
  backend->revoke_later(contribution.effects.at(0));
  backend->keep(contribution.effects.at(0));
}

TEST_F(EffectsTest, AreSettledByRevokingAndByKeeping) {
  const auto backend = this->backend("effects");
  const auto contribution = ask(*backend);
  EXPECT_EQ(failure(backend->revoke(contribution.effects.at(1), context_)), "none");
  EXPECT_THAT(ledger().open(), ElementsAre("first"));
  backend->keep(contribution.effects.at(0));
  EXPECT_THAT(ledger().open(), IsEmpty());
}

TEST_F(EffectsTest, StayOpenWhenRevokingFails) {
  const auto backend = this->backend("effects", {{"argument", "revoke-fails"}});
  const auto contribution = ask(*backend);
  EXPECT_EQ(failure(backend->revoke(contribution.effects.at(1), context_)), "retryable VENDOR_SAYS_NO");
  EXPECT_THAT(ledger().open(), ElementsAre("first", "second"));
  backend->revoke_later(contribution.effects.at(1));
  EXPECT_THAT(ledger().later(), ElementsAre("second"));
}

// The call may still create what it announced: only its own return ends that.
TEST_F(EffectsTest, OfACallThatWasGivenUpStayOpenUntilItReturns) {
  test::Fifo fifo;
  const auto blocking = backend("effects-then-block", {{"fifo", fifo.path()}});
  const auto contribution = ask(*blocking, kShort);
  ASSERT_THAT(effects_of(contribution), ElementsAre("first", "second"));
  for (const pipeline::Effect& effect : contribution.effects) {
    EXPECT_TRUE(effect.unfinished);
    EXPECT_EQ(failure(blocking->revoke(effect, context_)), "none");
  }
  EXPECT_THAT(ledger().open(), ElementsAre("first", "second"));
  fifo.release();
  EXPECT_TRUE(ledger().wait_until_settled());
  ASSERT_TRUE(settled());
  EXPECT_THAT(services_->log.texts("plugin"), ::testing::Contains("revoke second at 77"));
}

TEST_F(EffectsTest, WhatCannotBeRevokedLateIsTriedInTheBackground) {
  test::Fifo fifo;
  ask(*backend("effects-then-block", {{"fifo", fifo.path()}, {"argument", "revoke-fails"}}), kShort);
  fifo.release();
  ASSERT_TRUE(settled());
  EXPECT_THAT(ledger().later(), ElementsAre("second", "first"));
  EXPECT_THAT(ledger().open(), ElementsAre("first", "second"));
}

// A disk that takes too long holds up neither the request nor, later, the ledger.
TEST_F(EffectsTest, WrittenTooLateIsNoEffect) {
  std::promise<void> disk;
  ledger().before_announcing = [&, ready = disk.get_future().share()] { ready.wait(); };
  const auto contribution = ask(*backend("effects"), kShort);
  EXPECT_EQ(failure(contribution.refusal), "retryable TIMEOUT");
  EXPECT_THAT(contribution.effects, IsEmpty());
  disk.set_value();
  ASSERT_TRUE(settled());
  EXPECT_THAT(ledger().open(), IsEmpty()) << "the plugin was told not to create anything";
}

TEST_F(EffectsTest, BelongToContributions) {
  const auto blocking = backend("give", {{"argument", "revoke-announces"}});
  EXPECT_EQ(failure(blocking->revoke({"x"}, context_)), "internal PLUGIN_FAULT");
  EXPECT_THAT(ledger().open(), IsEmpty());
}

}  // namespace
}  // namespace postern::plugin
