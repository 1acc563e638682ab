// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/single_flight.h"

#include <gtest/gtest.h>

#include <future>
#include <stdexcept>

#include "unit/collateral/manual_clock.h"

namespace postern::collateral {
namespace {

using std::chrono::seconds;
using Result = SingleFlight::Result;

PagePtr page(const std::string& text) {
  const auto bytes = attest::as_bytes(text);
  return make_page({bytes.begin(), bytes.end()}, kStart);
}
std::string said(const Result& result) {
  if (!result.ok()) return result.status().ToString();
  return {reinterpret_cast<const char*>((*result)->bytes.data()), (*result)->bytes.size()};
}

class SingleFlightTest : public ::testing::Test {
 protected:
  Steady in(Duration patience) const { return clock_.steady() + patience; }
  ManualClock clock_;
  SingleFlight flights_{clock_, 2};
};

TEST_F(SingleFlightTest, ManyWaitForOne) {
  std::promise<void> landing;
  std::atomic<int> started = 0, waiting = 0;
  const auto work = [&, landed = landing.get_future().share()](const auto&) -> Result {
    ++started;
    landed.wait();
    return page("hello");
  };
  std::vector<std::thread> callers;
  for (int i = 0; i < 200; ++i)
    callers.emplace_back([&] {
      ++waiting;
      EXPECT_EQ(said(flights_.join("a", in(seconds(10)), work)), "hello");
    });
  while (waiting < 200) std::this_thread::yield();
  landing.set_value();
  for (std::thread& caller : callers) caller.join();
  // Who came after the landing flew again; everybody else shared. The service looks into its cache first.
  EXPECT_GE(started, 1);
  EXPECT_LT(started, 200);
}

TEST_F(SingleFlightTest, AWaiterLeavesAndTheFlightGoesOn) {
  std::promise<void> landing;
  int started = 0;
  const auto work = [&, landed = landing.get_future().share()](const auto&) -> Result {
    ++started;
    landed.wait();
    return page("hello");
  };
  std::thread patient([&] { EXPECT_EQ(said(flights_.join("a", in(seconds(60)), work)), "hello"); });
  clock_.wait_for_waiter();
  const Steady soon = in(seconds(1));
  std::thread hasty([&] { EXPECT_EQ(said(flights_.join("a", soon, work)), "DEADLINE_EXCEEDED: no answer in time"); });
  clock_.advance(seconds(1));
  hasty.join();
  landing.set_value();
  patient.join();
  EXPECT_EQ(started, 1);
}

TEST_F(SingleFlightTest, KnowsUntilWhenItIsWanted) {
  std::promise<void> flying;
  const Steady start = clock_.steady();
  const auto work = [&](const auto& until) -> Result {
    EXPECT_EQ(until(), start + seconds(5));
    flying.set_value();
    while (until() < start + seconds(9)) std::this_thread::yield();  // the latest of all that wait
    return page("x");
  };
  std::thread first([&] { EXPECT_EQ(said(flights_.join("a", start + seconds(5), work)), "x"); });
  flying.get_future().wait();
  EXPECT_EQ(said(flights_.join("a", start, work)), "DEADLINE_EXCEEDED: no answer in time");
  EXPECT_EQ(said(flights_.join("a", start + seconds(9), work)), "x");
  first.join();
}

TEST_F(SingleFlightTest, FailureIsForEverybodyAndNotForLater) {
  const auto fails = [](const auto&) -> Result { return absl::UnavailableError("no"); };
  const auto works = [](const auto&) -> Result { return page("yes"); };
  EXPECT_EQ(said(flights_.join("a", in(seconds(1)), fails)), "UNAVAILABLE: no");
  EXPECT_EQ(said(flights_.join("a", in(seconds(1)), works)), "yes");
}

TEST_F(SingleFlightTest, WhatThrowsHasFailed) {
  const auto throws = [](const auto&) -> Result { throw std::runtime_error("boom"); };
  EXPECT_EQ(said(flights_.join("a", in(seconds(1)), throws)), "UNAVAILABLE: boom");
}

TEST_F(SingleFlightTest, NoMoreFlightsThanAllowed) {
  std::promise<void> landing;
  const auto work = [landed = landing.get_future().share()](const auto&) -> Result {
    landed.wait();
    return page("x");
  };
  EXPECT_EQ(said(flights_.join("a", in(seconds(0)), work)), "DEADLINE_EXCEEDED: no answer in time");
  EXPECT_EQ(said(flights_.join("b", in(seconds(0)), work)), "DEADLINE_EXCEEDED: no answer in time");
  EXPECT_EQ(said(flights_.join("c", in(seconds(0)), work)), "UNAVAILABLE: too many fetches at once");
  landing.set_value();
}

}  // namespace
}  // namespace postern::collateral
