// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/worker_queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace postern::rpc {
namespace {

TEST(WorkerQueueTest, RunsAllBeforeItEnds) {
  std::atomic<int> count = 0;
  {
    WorkerQueue queue(4, 1000);
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(queue.submit([&] { ++count; }));
  }
  EXPECT_EQ(count, 100);
}

TEST(WorkerQueueTest, RefusesWhenTheLineIsFull) {
  std::promise<void> entered, go;
  bool ran = false;
  {
    WorkerQueue queue(1, 1);
    EXPECT_TRUE(queue.submit([&, gate = go.get_future().share()] { entered.set_value(), gate.wait(); }));
    entered.get_future().wait();
    EXPECT_TRUE(queue.submit([] {}));
    EXPECT_FALSE(queue.submit([&] { ran = true; }));
    go.set_value();
  }
  EXPECT_FALSE(ran);
}

TEST(WorkerQueueTest, StartsThreadsThatAreNeeded) {
  WorkerQueue queue(3, 1000);
  EXPECT_EQ(queue.threads(), 0u);
  std::promise<void> go;
  const auto gate = go.get_future().share();
  for (std::size_t busy = 1; busy <= 3; ++busy) {
    std::promise<void> entered;
    EXPECT_TRUE(queue.submit([&, gate] { entered.set_value(), gate.wait(); }));
    entered.get_future().wait();  // the threads before are busy, and so is this one
    EXPECT_EQ(queue.threads(), busy);
  }
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(queue.submit([] {}));
  EXPECT_EQ(queue.waiting(), 100u);
  EXPECT_EQ(queue.threads(), 3u);
  go.set_value();
}

}  // namespace
}  // namespace postern::rpc
