// SPDX-License-Identifier: Apache-2.0
//
// Plugin code that never returns: the call times out, and after eight such calls the instance is set aside.

#include <gmock/gmock.h>

#include "support/fifo.h"
#include "unit/plugin/bench.h"

namespace postern::plugin {
namespace {

using ::testing::HasSubstr;
using StuckTest = Bench;

TEST_F(StuckTest, ValidatorThatNeverReturnsTimesOut) {
  const attest::Verdict verdict = judge_by({validator("hang")}, kShort);
  EXPECT_EQ(failure(verdict), "retryable TIMEOUT");
  EXPECT_EQ(std::get<attest::Refusal>(verdict).reason.operator_text, "the plugin did not return in time");
  EXPECT_EQ(executor_->stuck(), 1u);
  EXPECT_EQ(failure(judge_by({validator("allow")})), "none") << "others go on";
}

TEST_F(StuckTest, BackendThatNeverReturnsTimesOut) {
  EXPECT_EQ(failure(ask(*backend("hang"), kShort).refusal), "retryable TIMEOUT");
}

TEST_F(StuckTest, InstanceIsSetAsideAfterEightStuckCalls) {
  const auto hanging = backend("hang");
  for (int i = 0; i < 8; ++i) EXPECT_EQ(failure(ask(*hanging, kShort).refusal), "retryable TIMEOUT");
  const auto contribution = ask(*hanging);
  EXPECT_EQ(failure(contribution.refusal), "internal PLUGIN_FAULT");
  EXPECT_THAT(contribution.refusal->reason.operator_text, HasSubstr("set aside: 8 earlier calls never returned"));
  EXPECT_EQ(failure(ask(*backend("give")).refusal), "none") << "another instance is not";
}

TEST_F(StuckTest, InstanceComesBackWhenItsCallsDo) {
  test::Fifo fifo;
  const auto blocking = backend("block", {{"fifo", fifo.path()}});
  for (int i = 0; i < 8; ++i) EXPECT_EQ(failure(ask(*blocking, kShort).refusal), "retryable TIMEOUT");
  EXPECT_EQ(failure(ask(*blocking).refusal), "internal PLUGIN_FAULT");
  fifo.release();
  ASSERT_TRUE(settled());
  EXPECT_EQ(failure(ask(*blocking).refusal), "none") << "it may be called again";
  EXPECT_THAT(services_->log.texts("plugin"), ::testing::Contains("left 0"));
}

TEST_F(StuckTest, AllowAfterTheDeadlineDoesNotCount) {
  test::Fifo fifo;
  const auto blocking = validator("block", {{"fifo", fifo.path()}});
  EXPECT_EQ(failure(judge_by({blocking}, kShort)), "retryable TIMEOUT");
  fifo.release();
  ASSERT_TRUE(settled());
  EXPECT_EQ(failure(judge_by({blocking})), "none") << "in time it does";
}

TEST_F(StuckTest, InstanceLivesUntilItsLastCallHasReturned) {
  test::Fifo fifo;
  test::TempDir dir;
  const std::string mark = dir.path() + "/mark";
  auto blocking = backend("block", {{"fifo", fifo.path()}, {"mark", mark}});
  EXPECT_EQ(failure(ask(*blocking, kShort).refusal), "retryable TIMEOUT");
  blocking.reset();
  EXPECT_FALSE(std::filesystem::exists(mark));
  fifo.release();
  ASSERT_TRUE(settled());
  EXPECT_TRUE(std::filesystem::exists(mark));
}

}  // namespace
}  // namespace postern::plugin
