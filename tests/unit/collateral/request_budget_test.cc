// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/request_budget.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "unit/collateral/manual_clock.h"

namespace postern::collateral {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Permit = absl::StatusOr<RequestBudget::Permit>;

class RequestBudgetTest : public ::testing::Test {
 protected:
  Permit admit(RequestBudget& budget, Duration patience, const std::string& host = "a") {
    const Steady deadline = clock_.steady() + patience;
    return budget.admit(host, [deadline] { return deadline; });
  }
  static std::string said(const Permit& permit) { return permit.ok() ? "ok" : std::string(permit.status().message()); }
  ManualClock clock_;
};

TEST_F(RequestBudgetTest, BurstThenRate) {
  RequestBudget budget({60, 3, 100}, clock_);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(said(admit(budget, seconds(0))), "ok");
  EXPECT_EQ(said(admit(budget, milliseconds(999))), "the budget of 60 requests a minute to a is used up; 0 wait in line");
  EXPECT_EQ(said(admit(budget, seconds(0), "b")), "ok") << "each host has its own";
  clock_.advance(seconds(1));
  EXPECT_EQ(said(admit(budget, seconds(0))), "ok");
  EXPECT_NE(said(admit(budget, seconds(0))), "ok");
  clock_.advance(std::chrono::hours(9));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(said(admit(budget, seconds(0))), "ok");
  EXPECT_NE(said(admit(budget, seconds(0))), "ok") << "a pause gives back the burst and no more";
}

TEST_F(RequestBudgetTest, WaitsInLineInOrder) {
  RequestBudget budget({60, 1, 100}, clock_);
  ASSERT_TRUE(admit(budget, seconds(0)).ok());
  std::mutex mutex;
  std::vector<int> order;
  std::vector<std::thread> callers;
  for (int i = 0; i < 3; ++i) {
    callers.emplace_back([&, i] {
      const auto permit = admit(budget, seconds(10));
      const std::lock_guard lock(mutex);
      order.push_back(permit.ok() ? i : -1);
    });
    while (!budget.refusal("a", clock_.steady() + seconds(i + 1))) std::this_thread::yield();  // it stands in line
  }
  EXPECT_EQ(said(admit(budget, milliseconds(3500))), "the budget of 60 requests a minute to a is used up; 3 wait in line");
  for (std::size_t i = 1; i <= 3; ++i) {
    clock_.advance(seconds(1));
    for (;; std::this_thread::yield()) {
      const std::lock_guard lock(mutex);
      if (order.size() == i) break;
    }
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_THAT(order, ElementsAre(0, 1, 2));
}

TEST_F(RequestBudgetTest, NoMoreAtOnceThanAllowed) {
  RequestBudget budget({6000, 100, 2}, clock_);
  std::optional<Permit> first = admit(budget, seconds(0)), second = admit(budget, seconds(0));
  EXPECT_EQ(said(admit(budget, seconds(0))), "a: 2 requests were still running at the deadline");
  std::thread caller([&] { EXPECT_EQ(said(admit(budget, seconds(10))), "ok"); });
  clock_.wait_for_waiter();
  first.reset();
  caller.join();
  EXPECT_EQ(said(admit(budget, seconds(0))), "ok");
}

TEST_F(RequestBudgetTest, LeavesTheLineAtItsDeadline) {
  RequestBudget budget({6000, 100, 1}, clock_);
  const auto running = admit(budget, seconds(0));
  std::thread caller([&] { EXPECT_THAT(said(admit(budget, seconds(10))), HasSubstr("still running at the deadline")); });
  clock_.wait_for_waiter();
  clock_.advance(seconds(10));
  caller.join();
}

TEST_F(RequestBudgetTest, AHostThatWantsToBeLeftAloneIs) {
  RequestBudget budget({6000, 100, 8}, clock_);
  budget.hold("a", seconds(30), "HTTP status 429");
  budget.hold("a", seconds(5), "HTTP status 503");  // shorter: changes nothing
  EXPECT_EQ(said(admit(budget, seconds(29))), "a wants to be left alone for another 30 s (HTTP status 429)");
  EXPECT_TRUE(budget.refusal("a", clock_.steady() + seconds(29)));
  EXPECT_FALSE(budget.refusal("a", clock_.steady() + seconds(30)));
  EXPECT_EQ(said(admit(budget, seconds(0), "b")), "ok");
  std::thread patient([&] { EXPECT_EQ(said(admit(budget, seconds(31))), "ok"); });
  clock_.wait_for_waiter();
  clock_.advance(seconds(30));
  patient.join();
}

TEST_F(RequestBudgetTest, ADeadlineMayMove) {
  RequestBudget budget({60, 1, 8}, clock_);
  ASSERT_TRUE(admit(budget, seconds(0)).ok());
  std::atomic<Duration> patience{seconds(2)};
  const Steady start = clock_.steady();
  std::thread other([&] { EXPECT_EQ(said(admit(budget, seconds(100))), "ok"); });
  clock_.wait_for_waiter();
  std::thread caller([&] { EXPECT_TRUE(budget.admit("a", [&] { return start + patience.load(); }).ok()); });
  while (!budget.refusal("a", start + milliseconds(2500))) std::this_thread::yield();
  patience = seconds(3);
  clock_.advance(seconds(1));
  other.join();
  clock_.advance(seconds(1));
  caller.join();
}

TEST_F(RequestBudgetTest, StopSendsEverybodyAway) {
  RequestBudget budget({60, 1, 8}, clock_);
  ASSERT_TRUE(admit(budget, seconds(0)).ok());
  std::thread caller([&] { EXPECT_EQ(said(admit(budget, seconds(100))), "the program is about to end"); });
  clock_.wait_for_waiter();
  budget.stop();
  caller.join();
  EXPECT_EQ(said(admit(budget, seconds(100))), "the program is about to end");
}

}  // namespace
}  // namespace postern::collateral
