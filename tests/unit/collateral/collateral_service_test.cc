// SPDX-License-Identifier: Apache-2.0
//
// What is kept, for how long, and what happens when sources fail.

#include "host/collateral/collateral_service.h"

#include <gmock/gmock.h>

#include "unit/collateral/service_fixture.h"

namespace postern::collateral {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::HasSubstr;

class CollateralServiceTest : public ServiceFixture {};

TEST_F(CollateralServiceTest, FetchesOnceAndKeeps) {
  transport_->set(says("hello"));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(get(), "hello");
  EXPECT_EQ(transport_->count(), 1u);
  EXPECT_EQ(transport_->requests()[0].timeout, seconds(10)) << "a flight has a timeout of its own";
  EXPECT_EQ(event("collateral-fetched"), "url=" + kUrl + " size=5 sha256=" + sha256_hex("hello"));
  EXPECT_EQ(counted("requests_total host=example.org outcome=200"), 1);
  EXPECT_EQ(counted("hits_total"), 2);
  EXPECT_EQ(counted("flights_total"), 1);
  EXPECT_EQ(events("collateral-failed"), 0u);
}

TEST_F(CollateralServiceTest, AsksAgainWhenOld) {
  transport_->set(says("hello"));
  EXPECT_EQ(get(), "hello");
  transport_->set(says("world"));
  clock_.advance(hours(24));
  EXPECT_EQ(get(), "hello");
  clock_.advance(seconds(1));
  EXPECT_EQ(get(), "world");
  EXPECT_EQ(transport_->count(), 2u);
}

TEST_F(CollateralServiceTest, WhatMayNotBeKeptIsNot) {
  transport_->set(says("hello"));
  FetchCall secret = call(kUrl);
  secret.may_keep = false;
  secret.headers = "Authorization: Bearer secret";
  for (int i = 0; i < 3; ++i) EXPECT_EQ(said(service_->fetch(secret)), "hello");
  EXPECT_EQ(transport_->count(), 3u);
  EXPECT_TRUE(service_->store().list().empty());
  EXPECT_EQ(counted("hits_total"), 0);
  EXPECT_EQ(get(), "hello") << "and is not given to those that may";
  EXPECT_EQ(transport_->count(), 4u);
  for (const attest::Event& each : journal_.events())
    for (const auto& [name, value] : each.fields) EXPECT_EQ(value.find("secret"), value.npos) << name;
}

TEST_F(CollateralServiceTest, PrivateRequestsFailWithTheirReason) {
  FetchCall wanted = call(kUrl);
  wanted.may_keep = false;
  transport_->set(status(403));
  EXPECT_EQ(said(service_->fetch(wanted)), "UNAVAILABLE: " + kUrl + ": HTTP status 403");
  EXPECT_EQ(event("collateral-failed"), "url=" + kUrl + " reason=HTTP status 403");
  transport_->set(fails(absl::OutOfRangeError("answer longer than 1000 bytes")));
  EXPECT_EQ(said(service_->fetch(wanted)), "OUT_OF_RANGE: " + kUrl + ": answer longer than 1000 bytes");
  transport_->set(says("x"));
  EXPECT_EQ(said(service_->fetch(wanted)), "x") << "no failure is remembered against them";
}

TEST_F(CollateralServiceTest, AddressesAreCheckedFirst) {
  EXPECT_EQ(get("https://example.com/"), "PERMISSION_DENIED: host example.com is not in [collateral] hosts");
  EXPECT_EQ(event("collateral-failed"), "url=https://example.com/ reason=host example.com is not in [collateral] hosts");
  EXPECT_EQ(get("http://example.org/"), "PERMISSION_DENIED: scheme http is not allowed for example.org; expected https");
  EXPECT_EQ(get("https://user:secret@example.org/"), "PERMISSION_DENIED: a URL with a user name is not allowed");
  EXPECT_EQ(event("collateral-failed"), "reason=a URL with a user name is not allowed");
  EXPECT_EQ(transport_->count(), 0u);
}

TEST_F(CollateralServiceTest, LongPageIsOnlyForThoseWhoTakeIt) {
  transport_->set(says("hello"));
  FetchCall small = call(kUrl);
  small.max_bytes = 4;
  EXPECT_EQ(said(service_->fetch(small)), "OUT_OF_RANGE: " + kUrl + ": answer longer than 4 bytes");
  EXPECT_EQ(get(), "hello");
  EXPECT_EQ(transport_->count(), 1u);
  EXPECT_EQ(transport_->requests()[0].max_bytes, kLongestPage);
}

TEST_F(CollateralServiceTest, StalePageStandsInWhileTheSourceFails) {
  transport_->set(says("hello"));
  EXPECT_EQ(get(), "hello");
  transport_->set(status(500));
  clock_.advance(hours(48));
  EXPECT_EQ(get(), "hello");
  EXPECT_EQ(event("collateral-stale"), "url=" + kUrl + " reason=HTTP status 500 age=48 h 0 min");
  EXPECT_EQ(counted("stale_total"), 1);
  EXPECT_EQ(get(), "hello");
  EXPECT_EQ(event("collateral-stale"), "url=" + kUrl + " reason=HTTP status 500 (a short while ago) age=48 h 0 min");
  EXPECT_EQ(transport_->count(), 2u) << "the source is left alone for a while";
  clock_.advance(hours(5 * 24));
  EXPECT_EQ(get(), "hello") << "until max_stale";
  clock_.advance(seconds(1));
  EXPECT_EQ(get(), "UNAVAILABLE: " + kUrl + ": HTTP status 500 (a short while ago)");
  EXPECT_EQ(event("collateral-failed"), "url=" + kUrl + " reason=HTTP status 500 (a short while ago) age=168 h 0 min");
  clock_.advance(seconds(30));
  transport_->set(says("world"));
  EXPECT_EQ(get(), "world");
}

// Garbage with status 200: only who asked can tell. The page before it stands in, and the source gets a rest.
TEST_F(CollateralServiceTest, RejectedPageGivesWayToTheOneBefore) {
  transport_->set(says("certificate"));
  EXPECT_EQ(get(), "certificate");
  clock_.advance(hours(25));
  transport_->set(says("garbage"));
  EXPECT_EQ(get(), "garbage");
  service_->reject(kUrl, attest::as_bytes("something else"));
  EXPECT_EQ(get(), "garbage") << "another page is kept by now";
  service_->reject(kUrl, attest::as_bytes("garbage"));
  EXPECT_EQ(events("collateral-failed"), 1u);
  EXPECT_EQ(get(), "certificate");
  EXPECT_THAT(event("collateral-stale"), HasSubstr("not what was asked for"));
  EXPECT_EQ(transport_->count(), 2u);
  clock_.advance(seconds(31));
  EXPECT_EQ(get(), "garbage") << "asked again after a while";
  service_->reject(kUrl, attest::as_bytes("garbage"));
  EXPECT_EQ(get(), "certificate") << "as often as it takes";
  clock_.advance(seconds(31));
  transport_->set(says("renewed"));
  EXPECT_EQ(get(), "renewed");
}

TEST_F(CollateralServiceTest, RejectedPageWithNothingBeforeItIsAFailure) {
  transport_->set(says("garbage"));
  EXPECT_EQ(get(), "garbage");
  service_->reject(kUrl, attest::as_bytes("garbage"));
  EXPECT_TRUE(service_->store().list().empty());
  EXPECT_THAT(get(), HasSubstr("not what was asked for"));
  EXPECT_EQ(transport_->count(), 1u);
}

TEST_F(CollateralServiceTest, FailureIsRememberedForAWhile) {
  transport_->set(status(404));
  EXPECT_EQ(get(), "UNAVAILABLE: " + kUrl + ": HTTP status 404");
  transport_->set(says("hello"));
  clock_.advance(seconds(29));
  EXPECT_EQ(get(), "UNAVAILABLE: " + kUrl + ": HTTP status 404 (a short while ago)");
  EXPECT_EQ(transport_->count(), 1u);
  EXPECT_EQ(counted("negative_total"), 1);
  EXPECT_EQ(get(kOtherUrl), "hello") << "of this URL only";
  clock_.advance(seconds(1));
  EXPECT_EQ(get(), "hello");
}

TEST_F(CollateralServiceTest, EveryFailureHasItsClassAndReason) {
  const std::pair<absl::Status, std::string> failures[] = {
      {absl::DeadlineExceededError("timed out"), "DEADLINE_EXCEEDED"}, {absl::UnavailableError("cut short"), "UNAVAILABLE"},
      {absl::OutOfRangeError("answer longer than 4194304 bytes"), "OUT_OF_RANGE"}};
  for (const auto& [failure, name] : failures) {
    transport_->set(fails(failure));
    EXPECT_EQ(get(), name + ": " + kUrl + ": " + std::string(failure.message()));
    EXPECT_EQ(event("collateral-failed"), "url=" + kUrl + " reason=" + std::string(failure.message()));
    clock_.advance(seconds(30));
  }
  EXPECT_EQ(counted("requests_total host=example.org outcome=timeout"), 1);
  EXPECT_EQ(counted("requests_total host=example.org outcome=failed"), 1);
  EXPECT_EQ(counted("requests_total host=example.org outcome=too-long"), 1);
  EXPECT_EQ(counted("failed_total"), 3);
}

TEST_F(CollateralServiceTest, PageFromTheFutureIsNotTrustedToAge) {
  auto store = std::make_shared<MemoryStore>(1'000'000);
  ASSERT_TRUE(store->put(kUrl, page("soon", minutes(4))).ok());
  ASSERT_TRUE(store->put(kOtherUrl, page("later", minutes(6))).ok());
  start({}, store);
  transport_->set(status(500));
  EXPECT_EQ(get(kUrl), "soon") << "clocks may differ a little";
  EXPECT_EQ(get(kOtherUrl), "UNAVAILABLE: " + kOtherUrl + ": HTTP status 500");
}

TEST_F(CollateralServiceTest, OfflineContactsNobody) {
  auto store = std::make_shared<MemoryStore>(1'000'000);
  ASSERT_TRUE(store->put(kUrl, page("hello")).ok());
  Settings settings;
  settings.offline = true;
  start(settings, store);
  EXPECT_EQ(get(kUrl), "hello");
  EXPECT_EQ(get(kOtherUrl), "UNAVAILABLE: " + kOtherUrl + ": not in the cache, and [collateral] is offline");
  FetchCall wanted = call(kUrl);
  wanted.may_keep = false;
  EXPECT_EQ(said(service_->fetch(wanted)), "UNAVAILABLE: " + kUrl + ": [collateral] is offline");
  clock_.advance(hours(7 * 24));
  EXPECT_EQ(get(kUrl), "hello");
  EXPECT_THAT(event("collateral-stale"), HasSubstr("[collateral] is offline age=168 h 0 min"));
  clock_.advance(seconds(1));
  EXPECT_THAT(get(kUrl), HasSubstr("UNAVAILABLE"));
  EXPECT_EQ(transport_->count(), 0u);
}

// A store that takes nothing, as a full disk does.
class FullStore : public PageStore {
 public:
  PagePtr find(const std::string&) override { return nullptr; }
  absl::Status put(const std::string&, const PagePtr&) override { return absl::UnavailableError("disk full"); }
  void remove(const std::string&, const std::string&) override {}
  std::vector<IndexEntry> list() override { return {}; }
};

TEST_F(CollateralServiceTest, WhatTheDiskCannotTakeStaysInMemory) {
  start({}, std::make_shared<FullStore>());
  transport_->set(says("hello"));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(get(), "hello");
  EXPECT_EQ(transport_->count(), 1u);
  EXPECT_EQ(event("collateral-not-kept"), "url=" + kUrl + " reason=disk full");
}

}  // namespace
}  // namespace postern::collateral
