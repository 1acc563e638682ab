// SPDX-License-Identifier: Apache-2.0
#include "host/plugin/executor.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>

namespace postern::plugin {
namespace {

using Outcome = Executor::Outcome;

std::chrono::steady_clock::time_point in_a_minute() { return std::chrono::steady_clock::now() + std::chrono::minutes(1); }
std::chrono::steady_clock::time_point soon() { return std::chrono::steady_clock::now() + std::chrono::milliseconds(20); }

// Gate: closed until a test opens it.
class Gate {
 public:
  void wait() {
    std::unique_lock lock(mutex_);
    opened_.wait(lock, [this] { return open_; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    opened_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool open_ = false;
};

TEST(ExecutorTest, RunsJobsAndWaitsForThem) {
  Executor executor;
  int count = 0;
  for (int i = 0; i < 100; ++i) EXPECT_EQ(executor.run([&] { ++count; }, in_a_minute()), Outcome::kDone);
  EXPECT_EQ(count, 100);
  EXPECT_EQ(executor.stuck(), 0u);
}

TEST(ExecutorTest, AbandonsAJobThatIsTooLate) {
  const auto gate = std::make_shared<Gate>();
  Executor executor;
  EXPECT_EQ(executor.run([gate] { gate->wait(); }, soon()), Outcome::kAbandoned);
  EXPECT_EQ(executor.stuck(), 1u);
  EXPECT_FALSE(executor.wait_for_stuck(soon()));
  gate->open();
  EXPECT_TRUE(executor.wait_for_stuck(in_a_minute()));
  EXPECT_EQ(executor.run([] {}, in_a_minute()), Outcome::kDone);
}

TEST(ExecutorTest, NeverRunsAJobForWhichNoThreadBecameFree) {
  const auto gate = std::make_shared<Gate>();
  Executor executor(1);
  EXPECT_EQ(executor.run([gate] { gate->wait(); }, soon()), Outcome::kAbandoned);
  const auto ran = std::make_shared<std::atomic<bool>>(false);
  EXPECT_EQ(executor.run([ran] { *ran = true; }, soon()), Outcome::kNotRun);
  EXPECT_EQ(ran.use_count(), 1) << "nothing is kept for a job that will never run";
  gate->open();
  ASSERT_TRUE(executor.wait_for_stuck(in_a_minute()));
  EXPECT_EQ(executor.run([] {}, in_a_minute()), Outcome::kDone) << "the thread is free again";
  EXPECT_FALSE(*ran);
}

TEST(ExecutorTest, RunsManyAtOnce) {
  Executor executor;
  const auto gate = std::make_shared<Gate>();
  std::atomic<int> inside = 0;
  std::vector<std::future<Outcome>> all;
  for (int i = 0; i < 20; ++i)
    all.push_back(std::async(std::launch::async, [&] {
      return executor.run(
          [&] {
            if (++inside == 20) gate->open();
            gate->wait();
          },
          in_a_minute());
    }));
  for (auto& each : all) EXPECT_EQ(each.get(), Outcome::kDone);
}

TEST(ExecutorTest, EndsWithoutWaitingForAbandonedJobs) {
  const auto gate = std::make_shared<Gate>();
  const auto ended = std::make_shared<Gate>();
  {
    Executor executor;
    EXPECT_EQ(executor.run([gate, ended] { gate->wait(), ended->open(); }, soon()), Outcome::kAbandoned);
  }
  gate->open();
  ended->wait();
}

}  // namespace
}  // namespace postern::plugin
