// SPDX-License-Identifier: Apache-2.0
//
// The host honours the threading rule that a component declares: while one call is inside, others that may not
// overlap do not enter, and their time runs out.

#include <gmock/gmock.h>

#include <future>

#include "support/fifo.h"
#include "unit/plugin/bench.h"

namespace postern::plugin {
namespace {

class ThreadingTest : public Bench {
 protected:
  std::shared_ptr<BackendFacade> blocking(const std::string& component, const std::string& name) {
    return backend("block", {{"fifo", fifo_.path()}}, component, name);
  }
  // enter: starts a call that stays inside until the fifo is released, and waits until it is there.
  void enter(const std::shared_ptr<BackendFacade>& facade) {
    const std::size_t before = entered(facade->name());
    inside_.push_back(std::async(std::launch::async, [facade, verified = verified()] {
      return facade->contribute(request(), *verified, {{}, kLong, "worker", {}});
    }));
    ASSERT_TRUE(services_->log.wait(is_entry_of(facade->name()), before + 1));
  }
  std::size_t entered(const std::string& name) { return services_->log.count(is_entry_of(name)); }
  static test::JournalRecorder::Filter is_entry_of(const std::string& name) {
    return [name](const attest::Event& event) {
      return event.text == "entered" && !event.fields.empty() && event.fields[0].second == name;
    };
  }
  // expect_waits: a call does not enter while the others are inside.
  void expect_waits(const std::shared_ptr<BackendFacade>& facade) {
    const std::size_t before = entered(facade->name());
    EXPECT_EQ(failure(ask(*facade, kShort).refusal), "retryable TIMEOUT");
    EXPECT_EQ(entered(facade->name()), before);
  }
  void leave() {
    fifo_.release();
    for (auto& call : inside_) call.wait();
    ASSERT_TRUE(settled());
  }

  test::Fifo fifo_;
  std::vector<std::future<pipeline::Contribution>> inside_;
};

TEST_F(ThreadingTest, ConcurrentCallsOverlap) {
  const auto facade = blocking("backend", "a");
  for (int i = 0; i < 4; ++i) enter(facade);
  EXPECT_EQ(entered("a"), 4u);
  leave();
}

TEST_F(ThreadingTest, OneCallAtATimePerInstance) {
  const auto facade = blocking("per-instance", "a"), other = blocking("per-instance", "b");
  enter(facade);
  expect_waits(facade);
  enter(other);
  leave();
  EXPECT_EQ(entered("a"), 1u);
  ask(*facade);
  EXPECT_EQ(entered("a"), 2u) << "free again";
}

TEST_F(ThreadingTest, OneCallAtATimeInTheWholeLibrary) {
  const auto facade = blocking("per-library", "a");
  const auto same = blocking("per-library", "b"), other = blocking("also-per-library", "c");
  const auto concurrent = blocking("backend", "d");
  enter(facade);
  expect_waits(facade);
  expect_waits(same);
  expect_waits(other);
  enter(concurrent);
  leave();
  ask(*other);
  EXPECT_EQ(entered("c"), 1u) << "free again";
}

// Calls that only waited did nothing that may be stuck: the instance is not set aside for them.
TEST_F(ThreadingTest, WaitingInVainDoesNotSetAside) {
  const auto facade = blocking("per-instance", "a");
  enter(facade);
  for (int i = 0; i < 10; ++i) expect_waits(facade);
  leave();
  ask(*facade);
  EXPECT_EQ(entered("a"), 2u);
}

TEST_F(ThreadingTest, DestroyWaitsForItsLibrary) {
  test::TempDir dir;
  const std::string mark = dir.path() + "/mark";
  auto other = backend("give", {{"mark", mark}}, "per-library", "b");
  const auto facade = blocking("per-library", "a");
  enter(facade);
  auto destroyed = std::async(std::launch::async, [&] { other.reset(); });
  EXPECT_EQ(destroyed.wait_for(kShort), std::future_status::timeout);
  EXPECT_FALSE(std::filesystem::exists(mark));
  leave();
  destroyed.wait();
  EXPECT_TRUE(std::filesystem::exists(mark));
}

}  // namespace
}  // namespace postern::plugin
