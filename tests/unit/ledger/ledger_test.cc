// SPDX-License-Identifier: Apache-2.0
#include "host/ledger/ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/journal_recorder.h"
#include "support/temp_dir.h"
#include "unit/ledger/intents.h"
#include "unit/ledger/revoking_backend.h"

namespace postern::ledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr auto kPatience = std::chrono::minutes(1);

class LedgerTest : public ::testing::Test {
 protected:
  std::shared_ptr<Ledger> open() {
    auto ledger = Ledger::open(dir_.path() + "/effects", journal_, [] { return attest::Time(); }, std::chrono::milliseconds(1));
    EXPECT_TRUE(ledger.ok()) << ledger.status();
    return ledger.ok() ? *ledger : nullptr;
  }
  // Settles, as the facade of a plugin does.
  class Settling : public RevokingBackend {
   public:
    explicit Settling(std::weak_ptr<Ledger>& ledger) : ledger_(ledger) {}
    std::optional<attest::Refusal> revoke(const pipeline::Effect& effect, const pipeline::BackendContext& context) override {
      auto refusal = RevokingBackend::revoke(effect, context);
      if (!refusal) ledger_.lock()->settle(effect.entry);
      return refusal;
    }
    std::weak_ptr<Ledger>& ledger_;
  };
  Revoker::Find find() {
    return [this](const pipeline::Intent& intent) { return intent.instance == "token" ? backend_ : nullptr; };
  }
  std::string field(const std::string& event, const std::string& name) const {
    for (const attest::Event& each : journal_.events())
      if (each.name == event)
        for (const auto& [key, value] : each.fields)
          if (key == name) return value;
    return "<none>";
  }

  test::TempDir dir_;
  test::JournalRecorder journal_;
  std::weak_ptr<Ledger> current_;
  std::shared_ptr<Settling> backend_ = std::make_shared<Settling>(current_);
};

TEST_F(LedgerTest, NextRunSweepsWhatIsOpen) {
  auto ledger = open();
  const auto one = ledger->announce(intent("one", "r1")), two = ledger->announce(intent("two", "r1"));
  ledger->announce(intent("three", "r2"));
  ASSERT_TRUE(one && two);
  ledger->settle(*one);
  ledger = nullptr;
  ledger = open();
  current_ = ledger;
  EXPECT_EQ(ledger->open_entries(), 2u);
  ledger->sweep(find(), kPatience);
  EXPECT_THAT(backend_->revoked(), UnorderedElementsAre("two", "three"));
  EXPECT_EQ(ledger->open_entries(), 0u);
  EXPECT_EQ(field("effects-swept", "found"), "2");
  EXPECT_EQ(field("effects-swept", "left"), "0");
}

TEST_F(LedgerTest, WhatFailsIsTriedInTheBackgroundAndAgainInTheNextRun) {
  auto ledger = open();
  ledger->announce(intent("one"));
  ledger = nullptr;
  backend_->failures = 1;
  backend_->retry_after = std::chrono::hours(1);
  ledger = open();
  current_ = ledger;
  ledger->sweep(find(), kPatience);
  EXPECT_EQ(field("effects-swept", "left"), "1");
  EXPECT_EQ(ledger->open_entries(), 1u);
  ledger = nullptr;
  ledger = open();
  current_ = ledger;
  backend_->failures = 1;
  backend_->retry_after = std::chrono::nanoseconds(0);
  ledger->sweep(find(), kPatience);
  ASSERT_TRUE(journal_.wait_for_event("effect-revoked"));
  EXPECT_EQ(ledger->open_entries(), 0u);
  EXPECT_EQ(backend_->revoked().size(), 3u);
}

TEST_F(LedgerTest, OrphansStayAndAreReportedByEachRun) {
  open()->announce(intent("one", "r", "gone"));
  for (std::size_t run = 1; run <= 2; ++run) {
    const auto ledger = open();
    ledger->sweep(find(), kPatience);
    EXPECT_EQ(journal_.texts("effect-orphaned").size(), run);
    EXPECT_EQ(ledger->open_entries(), 1u);
  }
}

TEST_F(LedgerTest, NothingToSweepIsNotWorthALine) {
  open()->sweep(find(), kPatience);
  EXPECT_THAT(journal_.events(), IsEmpty());
}

TEST_F(LedgerTest, RevokesLaterWithTheBackendThatIsInForce) {
  const auto ledger = open();
  current_ = ledger;
  ledger->sweep(find(), kPatience);
  const auto entry = ledger->announce(intent("one"));
  const auto old = std::make_shared<RevokingBackend>();
  ledger->revoke_later({"one", *entry, false}, old);
  ASSERT_TRUE(journal_.wait_for_event("effect-revoked"));
  EXPECT_THAT(backend_->revoked(), ElementsAre("one"));
  EXPECT_THAT(old->revoked(), IsEmpty());
  EXPECT_EQ(ledger->open_entries(), 0u);
}

TEST_F(LedgerTest, DamageIsReported) {
  open()->announce(intent("one"));
  std::string text = content(dir_.path() + "/effects/effects.log");
  text[kHeader.size()] ^= 1;
  dir_.write("effects/effects.log", text);
  open();
  EXPECT_EQ(field("effects-damaged", "lines"), "1");
}

TEST_F(LedgerTest, UnwritableAnnouncementIsReportedAndRefused) {
  const auto ledger = open();
  EXPECT_EQ(ledger->announce(intent("")), std::nullopt);
  EXPECT_EQ(journal_.texts("effect-not-recorded").size(), 1u);
}

}  // namespace
}  // namespace postern::ledger
