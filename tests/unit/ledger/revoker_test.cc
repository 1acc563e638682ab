// SPDX-License-Identifier: Apache-2.0
#include "host/ledger/revoker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/journal_recorder.h"
#include "unit/ledger/intents.h"
#include "unit/ledger/revoking_backend.h"

namespace postern::ledger {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

constexpr auto kPatience = std::chrono::minutes(1);

class RevokerTest : public ::testing::Test {
 protected:
  Task task(uint64_t entry, const std::string& effect, const std::string& request = "request-1") {
    return {{effect, entry, false}, intent(effect, request), nullptr};
  }
  std::shared_ptr<RevokingBackend> backend_ = std::make_shared<RevokingBackend>();
  test::JournalRecorder journal_;
  Revoker revoker_{journal_, [] { return attest::Time(std::chrono::seconds(77)); }, std::chrono::milliseconds(1)};
  void use_backend() {
    revoker_.find_by([this](const pipeline::Intent& intent) { return intent.instance == "token" ? backend_ : nullptr; });
  }
};

TEST_F(RevokerTest, RevokesAtTheTimeOfTheClock) {
  use_backend();
  revoker_.add(task(1, "one"));
  ASSERT_TRUE(revoker_.wait_for_first(kPatience));
  EXPECT_THAT(backend_->revoked(), ElementsAre("one"));
  EXPECT_EQ(backend_->now(), attest::Time(std::chrono::seconds(77)));
  EXPECT_EQ(journal_.texts("effect-revoked").size(), 1u);
}

TEST_F(RevokerTest, LatestOfARequestComesFirst) {
  backend_->failures = 1;
  revoker_.add(task(1, "one"));  // nobody can do it yet
  revoker_.add(task(2, "two"));
  revoker_.add(task(3, "three"));
  ASSERT_TRUE(revoker_.wait_for_first(kPatience));
  EXPECT_EQ(journal_.texts("effect-orphaned").size(), 3u);
  use_backend();
  revoker_.add(task(4, "four"));
  ASSERT_TRUE(journal_.wait_for_event("effect-revoked", 4));
  EXPECT_THAT(backend_->revoked(), ElementsAre("four", "three", "two", "one", "four"));
}

TEST_F(RevokerTest, TriesAgainUntilItSucceeds) {
  use_backend();
  backend_->failures = 3;
  revoker_.add(task(1, "one"));
  ASSERT_TRUE(journal_.wait_for_event("effect-revoked"));
  EXPECT_EQ(backend_->revoked().size(), 4u);
  EXPECT_EQ(journal_.texts("effect-not-revoked").size(), 3u);
}

TEST_F(RevokerTest, ExceptionIsAFailure) {
  use_backend();
  backend_->throws = true;
  revoker_.add(task(1, "one"));
  ASSERT_TRUE(journal_.wait_for_event("effect-not-revoked", 2));
  backend_->throws = false;
  ASSERT_TRUE(journal_.wait_for_event("effect-revoked"));
}

TEST_F(RevokerTest, OneThatFailsHoldsUpNoOther) {
  use_backend();
  backend_->failures = 1;
  backend_->retry_after = std::chrono::hours(1);
  revoker_.add(task(1, "one", "request-1"));
  ASSERT_TRUE(journal_.wait_for_event("effect-not-revoked"));
  revoker_.add(task(2, "two", "request-2"));
  ASSERT_TRUE(journal_.wait_for_event("effect-revoked"));
  EXPECT_THAT(backend_->revoked(), ElementsAre("one", "two")) << "the first is not asked for again before its time";
}

TEST_F(RevokerTest, FallbackDoesWhatNobodyElseCan) {
  const auto old = std::make_shared<RevokingBackend>("gone");
  revoker_.add({{"one", 1, false}, intent("one", "r", "gone"), old});
  ASSERT_TRUE(journal_.wait_for_event("effect-revoked"));
  EXPECT_THAT(old->revoked(), ElementsAre("one"));
}

TEST_F(RevokerTest, OrphanIsReportedOnce) {
  use_backend();
  revoker_.add({{"one", 1, false}, intent("one", "r", "gone"), nullptr});
  ASSERT_TRUE(revoker_.wait_for_first(kPatience));
  const auto events = journal_.events();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].name, "effect-orphaned");
  EXPECT_EQ(events[0].level, attest::Level::kError);
  EXPECT_THAT(events[0].fields, ElementsAre(std::pair<std::string, std::string>("request", "r"),
                                            std::pair<std::string, std::string>("step", "gone"),
                                            std::pair<std::string, std::string>("effect", "one"),
                                            std::pair<std::string, std::string>("component", "kube-token/bootstrap-token")));
}

TEST_F(RevokerTest, WhatIsInNoLedgerIsRevokedToo) {
  use_backend();
  revoker_.add(task(0, "a", ""));
  revoker_.add(task(0, "b", ""));
  ASSERT_TRUE(journal_.wait_for_event("effect-revoked", 2));
  EXPECT_THAT(backend_->revoked(), UnorderedElementsAre("a", "b"));
}

TEST_F(RevokerTest, FirstTriesAreMadeEvenAtTheEnd) {
  use_backend();
  for (uint64_t i = 1; i <= 50; ++i) revoker_.add(task(i, std::to_string(i), std::to_string(i)));
  revoker_.stop(kPatience);
  EXPECT_EQ(backend_->revoked().size(), 50u);
}

TEST_F(RevokerTest, SecondTriesAreNot) {
  use_backend();
  backend_->failures = 1'000'000;
  revoker_.add(task(1, "one"));
  ASSERT_TRUE(revoker_.wait_for_first(kPatience));
  revoker_.stop(kPatience);
  const std::size_t tried = backend_->revoked().size();
  EXPECT_EQ(backend_->revoked().size(), tried);
  EXPECT_EQ(backend_.use_count(), 1) << "backends are let go of";
}

}  // namespace
}  // namespace postern::ledger
