// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "support/temp_dir.h"
#include "unit/kube/client_fixture.h"

namespace postern::kube {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;

test::ApiAnswer good() { return {200, R"({"kind":"ConfigMap"})"}; }

test::ApiAnswer wait(int code, int for_seconds) {
  auto answer = status(code, "TooManyRequests");
  answer.header = "Retry-After: " + std::to_string(for_seconds);
  return answer;
}

class ClientRetry : public ClientTest {};

TEST_F(ClientRetry, WaitsAsLongAsItIsToldAndAsksAgain) {
  for (const int code : {429, 503}) {
    int count = 0;
    start([&](const test::ApiRequest&) { return ++count == 1 ? wait(code, 1) : good(); });
    EXPECT_TRUE(get(*client()).ok()) << code;
    EXPECT_EQ(count, 2);
  }
}

TEST_F(ClientRetry, RepeatsAPostOnlyWhenTheServerDidNotBegin) {
  int count = 0;
  start([&](const test::ApiRequest&) { return ++count == 1 ? wait(429, 1) : good(); });
  EXPECT_TRUE(post(*client()).ok());
  EXPECT_EQ(count, 2);
  start([&](const test::ApiRequest&) { return wait(503, 1); });
  const auto result = post(*client());
  expect_failure(result, POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE);
  EXPECT_EQ(result.failure().retry_after(), seconds(1));
  EXPECT_EQ(server_->requests().size(), 1u);
}

// The server may have carried it out, and a second time would answer "exists already", as if it were somebody else's.
TEST_F(ClientRetry, SendsNoPostTwiceOverAConnectionThatEnds) {
  int cuts = 0;
  start([&](const test::ApiRequest& request) {
    auto answer = good();
    answer.is_cut = request.path.ends_with("/cut") || request.method == "POST" ? ++cuts == 1 : false;
    return answer;
  });
  const auto api = client();
  auto call = host_.call();
  ASSERT_TRUE(get(*api).ok());  // so that there is a kept connection
  EXPECT_TRUE(api->get(call, kConfigMaps.named("cut")).ok());
  EXPECT_EQ(cuts, 2);
  cuts = 0;
  ASSERT_TRUE(get(*api).ok());
  expect_failure(post(*api), POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE);
  EXPECT_EQ(cuts, 1);
  EXPECT_TRUE(post(*api).ok());
}

TEST_F(ClientRetry, SaysHowLongToWaitWhenThatIsTooLong) {
  start([](const test::ApiRequest&) { return wait(429, 60); });
  const auto result = get(*client());
  expect_failure(result, POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE);
  EXPECT_EQ(result.failure().retry_after(), seconds(60));
  EXPECT_EQ(server_->requests().size(), 1u);
  // It fits into the timeout, and not into what the call has left.
  start([](const test::ApiRequest&) { return wait(429, 5); });
  host_.remaining = seconds(2);
  const auto late = get(*client());
  expect_failure(late, POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE);
  EXPECT_EQ(late.failure().retry_after(), seconds(5));
  EXPECT_EQ(server_->requests().size(), 1u);
}

TEST_F(ClientRetry, TakesTheTimeFromTheStatusWhereNoHeaderSaysIt) {
  start([](const test::ApiRequest&) -> test::ApiAnswer {
    return {500, R"({"reason":"ServerTimeout","details":{"retryAfterSeconds":7}})"};
  });
  const auto result = get(*client());
  expect_failure(result, POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE);
  EXPECT_EQ(result.failure().retry_after(), seconds(7));
}

TEST_F(ClientRetry, GivesUpOnAServerThatIsNeverReady) {
  start([](const test::ApiRequest&) { return wait(429, 1); });
  expect_failure(get(*client()), POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE);
  EXPECT_EQ(server_->requests().size(), 5u);
}

TEST_F(ClientRetry, StopsWaitingWhenItIsCancelled) {
  start([&](const test::ApiRequest&) {
    host_.is_cancelled = true;
    return wait(429, 15);
  });
  expect_failure(get(*client()), POSTERN_CANCELLED, POSTERN_REASON_BACKEND_UNAVAILABLE);
  EXPECT_EQ(server_->requests().size(), 1u);
}

TEST_F(ClientRetry, AsksOnceMoreWithTheCredentialsOfNow) {
  const auto api = client();
  start([&](const test::ApiRequest& request) {
    if (request.headers.at("authorization") == "Bearer next-token") return good();
    log_in("    token: next-token\n");  // rotated while the request was under way
    return status(401, "Unauthorized");
  });
  EXPECT_TRUE(get(*api).ok());
  EXPECT_EQ(server_->requests().size(), 2u);
}

TEST_F(ClientRetry, IsMisconfiguredWhenTheCredentialsAreNeverAccepted) {
  start([](const test::ApiRequest&) { return status(401, "Unauthorized"); });
  expect_failure(post(*client()), POSTERN_MISCONFIGURED, POSTERN_REASON_BACKEND_REFUSED);
  EXPECT_EQ(server_->requests().size(), 2u);
}

// In a pod: token and CA are mounted files that are replaced while the gate runs.
TEST_F(ClientRetry, FollowsMountedFiles) {
  test::TempDir mount;
  mount.write("token", "first\n", 0644);
  mount.write("ca.crt", ca_.certificate(), 0644);
  auto made = create_client({InClusterConfig{mount.path(), parse_server_url(server_->url())}, seconds(20)});
  ASSERT_TRUE(made.ok());
  ASSERT_TRUE(get(*made.value()).ok());
  mount.write("token", "second\n", 0644);
  ASSERT_TRUE(get(*made.value()).ok());
  EXPECT_EQ(server_->requests().at(0).headers.at("authorization"), "Bearer first");
  EXPECT_EQ(server_->requests().at(1).headers.at("authorization"), "Bearer second");
  test::TestCa next("cluster");
  mount.write("ca.crt", next.certificate(), 0644);
  expect_failure(get(*made.value()), POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED);
  EXPECT_EQ(server_->requests().size(), 2u);
  mount.write("ca.crt", next.certificate() + ca_.certificate(), 0644);  // while the cluster's CA is being replaced
  EXPECT_TRUE(get(*made.value()).ok());
}

}  // namespace
}  // namespace postern::kube
