// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api_fixture.h"

namespace postern::kube_token {
namespace {

using testing::HasSubstr;

class ApiTrust : public ApiTest {};

TEST_F(ApiTrust, RefusesAServerOfAnotherCa) {
  test::TestCa stranger("cluster");
  host_.secrets["admin"] = kubeconfig(stranger.certificate(), "    token: gate-token\n");
  const auto result = contribute(*backend());
  expect_failure(result, POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED);
  EXPECT_THAT(result.failure().operator_text(), HasSubstr("not the one that the cluster's CA vouches for"));
  EXPECT_TRUE(server_->requests().empty());
}

TEST_F(ApiTrust, RefusesAServerOfAnotherName) {
  identity_ = ca_.issue({"api", "", {"DNS:api.example", "IP:127.0.0.2"}});
  start(accept);
  expect_failure(contribute(*backend()), POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED);
  EXPECT_TRUE(server_->requests().empty());
}

TEST_F(ApiTrust, ShowsItsClientCertificate) {
  host_.secrets["admin"] = kubeconfig(ca_.certificate(), certificate_user(ca_.issue({"gate"})));
  const auto result = contribute(*backend());
  ASSERT_TRUE(result.ok()) << result.failure().operator_text();
  EXPECT_EQ(server_->requests().at(0).client, "gate");
  EXPECT_EQ(server_->requests().at(0).headers.count("authorization"), 0u);
}

TEST_F(ApiTrust, IsRefusedWithAStrangersClientCertificate) {
  test::TestCa stranger("another");
  host_.secrets["admin"] = kubeconfig(ca_.certificate(), certificate_user(stranger.issue({"gate"})));
  EXPECT_FALSE(contribute(*backend()).ok());
  EXPECT_TRUE(server_->requests().empty());
}

// A kept connection is not used with other credentials or another CA than it was opened with.
TEST_F(ApiTrust, OpensAnotherConnectionForOtherCredentials) {
  const auto kube_token = backend();
  host_.secrets["admin"] = kubeconfig(ca_.certificate(), certificate_user(ca_.issue({"first"})));
  ASSERT_TRUE(contribute(*kube_token).ok());
  host_.secrets["admin"] = kubeconfig(ca_.certificate(), certificate_user(ca_.issue({"second"})));
  ASSERT_TRUE(contribute(*kube_token).ok());
  EXPECT_EQ(server_->requests().at(0).client, "first");
  EXPECT_EQ(server_->requests().at(1).client, "second");
  test::TestCa stranger("cluster");
  host_.secrets["admin"] = kubeconfig(stranger.certificate(), certificate_user(ca_.issue({"second"})));
  EXPECT_FALSE(contribute(*kube_token).ok());
  EXPECT_EQ(server_->requests().size(), 2u);
}

TEST_F(ApiTrust, FollowsARotatedToken) {
  const auto kube_token = backend();
  ASSERT_TRUE(contribute(*kube_token).ok());
  host_.secrets["admin"] = kubeconfig(ca_.certificate(), "    token: next-token\n");
  ASSERT_TRUE(contribute(*kube_token).ok());
  EXPECT_EQ(server_->requests().at(1).headers.at("authorization"), "Bearer next-token");
}

TEST_F(ApiTrust, UsesNoProxyOfTheEnvironment) {
  setenv("https_proxy", "http://127.0.0.1:1", 1);
  setenv("ALL_PROXY", "socks5://127.0.0.1:1", 1);
  EXPECT_TRUE(contribute(*backend()).ok());
  unsetenv("https_proxy");
  unsetenv("ALL_PROXY");
}

}  // namespace
}  // namespace postern::kube_token
