// SPDX-License-Identifier: Apache-2.0
//
// Hosts that ask for patience (429, 503, Retry-After) and budgets, through the service.

#include <gmock/gmock.h>

#include <future>
#include <thread>

#include "unit/collateral/service_fixture.h"

namespace postern::collateral {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;

class PatienceTest : public ServiceFixture {
 protected:
  // in_background: a call, and the moment when it waits for its turn.
  std::future<std::string> in_background(const std::string& url, Duration timeout) {
    auto result = std::async(std::launch::async, [this, url, timeout] { return get(url, timeout); });
    return result;
  }
};

TEST_F(PatienceTest, RetryAfterIsHonouredForTheWholeHost) {
  transport_->set(status(429, "60"));
  EXPECT_EQ(get(), "UNAVAILABLE: " + kUrl + ": HTTP status 429; wants to be left alone for 60 s");
  EXPECT_EQ(event("collateral-held"), "host=example.org reason=HTTP status 429 for=60 s");
  transport_->set(says("hello"));
  EXPECT_EQ(get(kOtherUrl), "UNAVAILABLE: " + kOtherUrl + ": example.org wants to be left alone for another 60 s (HTTP status 429)");
  EXPECT_EQ(transport_->count(), 1u);
  EXPECT_EQ(get("http://127.0.0.1/"), "hello") << "other hosts are not concerned";
  clock_.advance(seconds(60));
  EXPECT_EQ(get(), "hello") << "being told to wait is no failure to be remembered";
  EXPECT_EQ(get(kOtherUrl), "hello");
}

TEST_F(PatienceTest, DateIsTakenToo) {
  transport_->set(status(503, "Mon, 21 Sep 2026 14:14:20 GMT"));  // a minute after kStart
  EXPECT_EQ(get(), "UNAVAILABLE: " + kUrl + ": HTTP status 503; wants to be left alone for 60 s");
}

TEST_F(PatienceTest, TooManyRequestsWithoutATimeMeansAWhile) {
  transport_->set(status(429));
  EXPECT_EQ(get(), "UNAVAILABLE: " + kUrl + ": HTTP status 429; wants to be left alone for 30 s");
}

TEST_F(PatienceTest, OtherFailuresHoldNobodyUp) {
  transport_->set(status(503));
  EXPECT_EQ(get(), "UNAVAILABLE: " + kUrl + ": HTTP status 503");
  transport_->set(status(404, "60"));
  EXPECT_EQ(get(kOtherUrl), "UNAVAILABLE: " + kOtherUrl + ": HTTP status 404") << "no patience is owed to a 404";
  EXPECT_EQ(transport_->count(), 2u);
}

TEST_F(PatienceTest, PatientCallerWaitsAndAsksAgain) {
  std::atomic<bool> busy = true;
  transport_->set([&](const HttpRequest&) { return busy ? HttpAnswer{429, {}, "5"} : HttpAnswer{200, bytes_of("hello"), ""}; });
  auto caller = in_background(kUrl, seconds(20));
  while (events("collateral-held") == 0) std::this_thread::yield();
  EXPECT_EQ(get(kOtherUrl, seconds(4)), "UNAVAILABLE: " + kOtherUrl + ": example.org wants to be left alone for another 5 s (HTTP status 429)")
      << "who has not the time hears it at once";
  busy = false;
  clock_.advance(milliseconds(4999));
  EXPECT_EQ(transport_->count(), 1u);
  clock_.advance(milliseconds(1));
  EXPECT_EQ(caller.get(), "hello");
  EXPECT_EQ(transport_->count(), 2u);
}

TEST_F(PatienceTest, AsksNoMoreThanThreeTimes) {
  transport_->set(status(429, "0"));
  EXPECT_EQ(get(), "UNAVAILABLE: " + kUrl + ": HTTP status 429; wants to be left alone for 0 s");
  EXPECT_EQ(transport_->count(), 3u);
}

TEST_F(PatienceTest, PostIsNotRepeated) {
  transport_->set(status(429, "0"));
  FetchCall wanted = call(kUrl);
  wanted.post = true;
  wanted.may_keep = false;
  EXPECT_THAT(said(service_->fetch(wanted)), HasSubstr("HTTP status 429"));
  EXPECT_EQ(transport_->count(), 1u);
}

TEST_F(PatienceTest, StalePageIsGivenAtOnce) {
  transport_->set(says("hello"));
  EXPECT_EQ(get(), "hello");
  clock_.advance(hours(25));
  transport_->set(status(429, "600"));
  EXPECT_EQ(get(), "hello");
  EXPECT_EQ(get(), "hello");
  EXPECT_EQ(transport_->count(), 2u);
  EXPECT_THAT(event("collateral-stale"), HasSubstr("reason=example.org wants to be left alone for another 10 min (HTTP status 429)"));
}

TEST_F(PatienceTest, BudgetIsKeptByEverybody) {
  Settings settings;
  settings.budget = {60, 2, 8};
  start(settings);
  transport_->set(says("hello"));
  FetchCall wanted = call(kUrl, seconds(0));
  wanted.may_keep = false;
  wanted.timeout = milliseconds(500);
  EXPECT_EQ(get(), "hello");
  EXPECT_EQ(said(service_->fetch(wanted)), "hello");
  EXPECT_EQ(said(service_->fetch(wanted)),
            "UNAVAILABLE: " + kUrl + ": the budget of 60 requests a minute to example.org is used up; 0 wait in line");
  EXPECT_THAT(get(kOtherUrl, milliseconds(500)), HasSubstr("is used up"));
  EXPECT_EQ(get(), "hello") << "what is kept needs no budget";
  auto patient = in_background(kOtherUrl, seconds(20));
  clock_.wait_for_waiter();
  clock_.advance(seconds(1));
  EXPECT_EQ(patient.get(), "hello");
  EXPECT_EQ(transport_->count(), 3u);
}

TEST_F(PatienceTest, WaitingForABudgetIsNoFailureToBeRemembered) {
  Settings settings;
  settings.budget = {60, 1, 8};
  start(settings);
  transport_->set(says("hello"));
  EXPECT_EQ(get(), "hello");
  EXPECT_THAT(get(kOtherUrl, milliseconds(500)), HasSubstr("is used up"));
  clock_.advance(seconds(1));
  EXPECT_EQ(get(kOtherUrl, milliseconds(500)), "hello");
  EXPECT_EQ(counted("negative_total"), 0);
}

TEST_F(PatienceTest, HostIsAskedTheMomentItIsReady) {
  transport_->set(status(429, "60"));
  auto caller = in_background(kUrl, seconds(500));
  while (events("collateral-held") == 0) std::this_thread::yield();
  transport_->set(says("hello"));
  clock_.advance(seconds(59));
  EXPECT_EQ(transport_->count(), 1u);
  clock_.advance(seconds(1));
  EXPECT_EQ(caller.get(), "hello");
}

}  // namespace
}  // namespace postern::collateral
