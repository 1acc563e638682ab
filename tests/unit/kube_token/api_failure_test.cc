// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "api_fixture.h"

namespace postern::kube_token {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;
using testing::HasSubstr;

struct Refusal {
  int http;
  postern_status status;
  const char* reason;
  const char* says;
};

class ApiRefusal : public ApiTest, public testing::WithParamInterface<Refusal> {};

TEST_P(ApiRefusal, IsMappedToItsClassForEveryRequest) {
  const Refusal& expected = GetParam();
  start([&](const test::ApiRequest& request) {
    // A hostile server quotes what it was sent.
    return status(expected.http, "SomeReason", request.body);
  });
  const auto kube_token = backend();
  const auto created = contribute(*kube_token);
  expect_failure(created, expected.status, expected.reason);
  EXPECT_THAT(created.failure().operator_text(), HasSubstr(expected.says));
  EXPECT_THAT(created.failure().operator_text(), HasSubstr(std::to_string(expected.http) + ": SomeReason"));
  expect_no_secret_shown(created);
  EXPECT_TRUE(host_.fields.empty());
  EXPECT_EQ(host_.effects.size(), 1u);
  expect_failure(revoke(*kube_token, "abc123"), expected.status, expected.reason);
  expect_failure(self_test(*kube_token), expected.status, expected.reason);
}

INSTANTIATE_TEST_SUITE_P(
    All, ApiRefusal,
    testing::Values(
        Refusal{401, POSTERN_MISCONFIGURED, POSTERN_REASON_BACKEND_REFUSED, "does not accept this gate's credentials"},
        Refusal{403, POSTERN_MISCONFIGURED, POSTERN_REASON_BACKEND_REFUSED, "may not create secrets in namespace kube-system"},
        Refusal{400, POSTERN_MISCONFIGURED, POSTERN_REASON_BACKEND_REFUSED, "refuses to create"},
        Refusal{422, POSTERN_MISCONFIGURED, POSTERN_REASON_BACKEND_REFUSED, "refuses to create"},
        Refusal{301, POSTERN_MISCONFIGURED, POSTERN_REASON_BACKEND_REFUSED, "refuses to create"},
        Refusal{429, POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE, "cannot create"},
        Refusal{500, POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE, "cannot create"},
        Refusal{503, POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE, "cannot create"}),
    [](const auto& each) { return "http" + std::to_string(each.param.http); });

class ApiFailure : public ApiTest {};

TEST_F(ApiFailure, FollowsNoRedirect) {
  test::ApiStandIn other(identity_, accept);
  start([&](const test::ApiRequest&) {
    return test::ApiAnswer{307, "{}", false, "Location: " + other.url() + kSecretsPath};
  });
  EXPECT_FALSE(contribute(*backend()).ok());
  EXPECT_TRUE(other.requests().empty());
}

TEST_F(ApiFailure, TakesNoGarbageForASuccess) {
  for (const std::string body : {"", "<html>welcome</html>", "{}", R"({"metadata":{"name":"bootstrap-token-zzzzzz"}})"}) {
    start([&](const test::ApiRequest&) -> test::ApiAnswer { return {201, body}; });
    expect_failure(contribute(*backend()), POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE);
    EXPECT_TRUE(host_.fields.empty());
    EXPECT_EQ(host_.effects.size(), 1u);
    EXPECT_FALSE(self_test(*backend()).ok());
  }
}

TEST_F(ApiFailure, ReadsNoEndlessAnswer) {
  start([](const test::ApiRequest&) -> test::ApiAnswer { return {201, std::string(10'000'000, ' ')}; });
  const auto result = contribute(*backend());
  expect_failure(result, POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE);
  EXPECT_THAT(result.failure().operator_text(), HasSubstr("too long"));
}

TEST_F(ApiFailure, ReadsNoEndlessHeaders) {
  std::string header = "X: " + std::string(1'000, 'x');
  for (int i = 0; i < 6; ++i) header += "\r\n" + header;
  start([&](const test::ApiRequest&) { return test::ApiAnswer{201, "{}", false, header}; });
  const auto result = contribute(*backend());
  expect_failure(result, POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE);
  EXPECT_THAT(result.failure().operator_text(), HasSubstr("too long"));
}

TEST_F(ApiFailure, GivesUpOnASlowServerInTime) {
  start([](const test::ApiRequest&) { return test::ApiAnswer{200, "", true}; });
  const auto start_time = Clock::now();
  expect_failure(contribute(*backend("200ms")), POSTERN_DEADLINE_EXCEEDED, POSTERN_REASON_BACKEND_UNAVAILABLE);
  EXPECT_LT(Clock::now() - start_time, milliseconds(5'000));
  EXPECT_EQ(host_.effects.size(), 1u);  // it may have been created
}

TEST_F(ApiFailure, NeverTakesLongerThanTheCallHasLeft) {
  start([](const test::ApiRequest&) { return test::ApiAnswer{200, "", true}; });
  const auto kube_token = backend("60s");
  host_.remaining = milliseconds(200);
  const auto start_time = Clock::now();
  expect_failure(contribute(*kube_token), POSTERN_DEADLINE_EXCEEDED, POSTERN_REASON_BACKEND_UNAVAILABLE);
  EXPECT_LT(Clock::now() - start_time, milliseconds(5'000));
  host_.remaining = milliseconds(0);
  const std::size_t before = server_->requests().size();
  expect_failure(contribute(*kube_token), POSTERN_DEADLINE_EXCEEDED, POSTERN_REASON_BACKEND_UNAVAILABLE);
  EXPECT_EQ(server_->requests().size(), before);
}

TEST_F(ApiFailure, StopsWhenTheCallIsCancelled) {
  start([](const test::ApiRequest&) { return test::ApiAnswer{200, "", true}; });
  host_.is_cancelled = true;
  const auto start_time = Clock::now();
  expect_failure(contribute(*backend("60s")), POSTERN_CANCELLED, POSTERN_REASON_BACKEND_UNAVAILABLE);
  EXPECT_LT(Clock::now() - start_time, milliseconds(10'000));
}

TEST_F(ApiFailure, SaysThatNobodyListens) {
  const auto kube_token = backend();
  server_ = nullptr;
  expect_failure(contribute(*kube_token), POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE);
  expect_failure(self_test(*kube_token), POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE);
}

// The kept connection is dead by then; the process must survive writing to it.
TEST_F(ApiFailure, SurvivesAServerThatWentAway) {
  const auto kube_token = backend();
  ASSERT_TRUE(contribute(*kube_token).ok());
  start(accept);
  EXPECT_TRUE(contribute(*kube_token).ok());
}

}  // namespace
}  // namespace postern::kube_token
