// SPDX-License-Identifier: Apache-2.0
#include "host/plugin/turn.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace postern::plugin {
namespace {

std::chrono::steady_clock::time_point in_a_minute() { return std::chrono::steady_clock::now() + std::chrono::minutes(1); }

TEST(TurnTest, IsTakenOnce) {
  Turn turn;
  EXPECT_TRUE(turn.take(in_a_minute()));
  EXPECT_FALSE(turn.take(std::chrono::steady_clock::now()));
  turn.give_back();
  EXPECT_TRUE(turn.take(std::chrono::steady_clock::now())) << "a free one is taken even when there is no time left";
}

TEST(TurnTest, KeepsCallsApart) {
  Turn turn;
  int count = 0;  // not atomic on purpose: the turn protects it
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      for (int k = 0; k < 200; ++k) {
        const OneTurn one(&turn, in_a_minute());
        ASSERT_TRUE(one.held());
        ++count;
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(count, 1600);
}

TEST(TurnTest, NoTurnIsAlwaysHeld) {
  const OneTurn one(nullptr, {});
  EXPECT_TRUE(one.held());
}

TEST(TurnTest, WhoDidNotGetItDoesNotGiveItBack) {
  Turn turn;
  ASSERT_TRUE(turn.take(in_a_minute()));
  { EXPECT_FALSE(OneTurn(&turn, std::chrono::steady_clock::now()).held()); }
  EXPECT_FALSE(turn.take(std::chrono::steady_clock::now()));
}

}  // namespace
}  // namespace postern::plugin
