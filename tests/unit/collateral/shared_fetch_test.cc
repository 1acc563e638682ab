// SPDX-License-Identifier: Apache-2.0
//
// Many callers, one request; and callers who do not wait for it.

#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <thread>

#include "host/collateral/collateral_service.h"
#include "unit/collateral/service_fixture.h"

namespace postern::collateral {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using ::testing::HasSubstr;

class SharedFetchTest : public ServiceFixture {};

TEST_F(SharedFetchTest, TwoHundredCallersMakeOneRequest) {
  std::promise<void> landing;
  transport_->set([landed = landing.get_future().share()](const HttpRequest&) {
    landed.wait();
    return HttpAnswer{200, bytes_of("hello"), ""};
  });
  std::atomic<int> begun = 0, right = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < 200; ++i)
    callers.emplace_back([&] {
      ++begun;
      if (get() == "hello") ++right;
    });
  while (begun < 200) std::this_thread::yield();
  landing.set_value();
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(right, 200);
  EXPECT_EQ(transport_->count(), 1u) << "who came too late for the flight finds what it kept";
}

TEST_F(SharedFetchTest, TwoHundredCallersHearOneFailure) {
  std::promise<void> landing;
  transport_->set([landed = landing.get_future().share()](const HttpRequest&) {
    landed.wait();
    return HttpAnswer{500, {}, ""};
  });
  std::atomic<int> begun = 0, refused = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < 200; ++i)
    callers.emplace_back([&] {
      ++begun;
      if (get().find("UNAVAILABLE: " + kUrl + ": HTTP status 500") == 0) ++refused;
    });
  while (begun < 200) std::this_thread::yield();
  landing.set_value();
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(refused, 200);
  EXPECT_EQ(transport_->count(), 1u);
}

TEST_F(SharedFetchTest, HastyCallerLeavesAndTheAnswerServesTheNext) {
  std::promise<void> landing;
  transport_->set([landed = landing.get_future().share()](const HttpRequest&) {
    landed.wait();
    return HttpAnswer{200, bytes_of("hello"), ""};
  });
  auto hasty = std::async(std::launch::async, [&] { return get(kUrl, seconds(2)); });
  while (transport_->count() == 0) std::this_thread::yield();
  clock_.advance(seconds(2));
  EXPECT_EQ(hasty.get(), "DEADLINE_EXCEEDED: " + kUrl + ": no answer in time");
  landing.set_value();
  EXPECT_EQ(get(), "hello");
  EXPECT_EQ(transport_->count(), 1u) << "the flight went on without the one that started it";
}

TEST_F(SharedFetchTest, HangingSourceDoesNotHoldUpTheStalePage) {
  transport_->set(says("hello"));
  EXPECT_EQ(get(), "hello");
  clock_.advance(hours(25));
  std::promise<void> landing;
  transport_->set([landed = landing.get_future().share()](const HttpRequest&) {
    landed.wait();
    return HttpAnswer{200, bytes_of("world"), ""};
  });
  auto caller = std::async(std::launch::async, [&] { return get(kUrl, seconds(8)); });
  while (transport_->count() == 1) std::this_thread::yield();
  clock_.advance(seconds(4));
  EXPECT_EQ(caller.get(), "hello") << "half of the caller's time is spent on hope";
  EXPECT_THAT(event("collateral-stale"), HasSubstr("reason=no answer in time age=25 h 0 min"));
  landing.set_value();
}

}  // namespace
}  // namespace postern::collateral
