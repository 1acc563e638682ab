// SPDX-License-Identifier: Apache-2.0
#include "host/observe/event_counter.h"

#include <gmock/gmock.h>

#include "support/journal_recorder.h"

namespace postern::observe {
namespace {

using ::testing::HasSubstr;

TEST(EventCounter, CountsAndPassesOn) {
  Metrics metrics;
  auto owned = std::make_unique<test::JournalRecorder>();
  test::JournalRecorder& journal = *owned;
  EventCounter counter(std::move(owned), metrics);
  counter.note({attest::Level::kWarn, "handshake-refused", "first", {{"code", "X"}}});
  counter.note({attest::Level::kWarn, "handshake-refused", "second", {}});
  counter.note({attest::Level::kDebug, "handshake-refused", "quiet", {}});
  EXPECT_THAT(metrics.text(), HasSubstr("postern_events_total{event=\"handshake-refused\",level=\"warn\"} 2"));
  EXPECT_THAT(metrics.text(), HasSubstr("postern_events_total{event=\"handshake-refused\",level=\"debug\"} 1"));
  EXPECT_THAT(journal.texts("handshake-refused"), ::testing::ElementsAre("first", "second", "quiet"));
}

}  // namespace
}  // namespace postern::observe
