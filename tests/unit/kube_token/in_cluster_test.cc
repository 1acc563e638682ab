// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>

#include "api_fixture.h"
#include "support/temp_dir.h"

namespace postern::kube_token {
namespace {

class InCluster : public ApiTest {
 protected:
  InCluster() {
    mount_.write("ca.crt", ca_.certificate(), 0644);
    mount_.write("token", "first-token\n", 0644);
  }
  nlohmann::json config() const { return {{"mode", "in-cluster"}, {"service_account_dir", mount_.path()}}; }
  test::TempDir mount_;
};

TEST_F(InCluster, UsesTheMountedTokenAsItIsNow) {
  auto with_server = config();
  with_server["api_server"] = server_->url();
  const auto kube_token = make(with_server);
  ASSERT_TRUE(self_test(*kube_token).ok());
  ASSERT_TRUE(contribute(*kube_token).ok());
  EXPECT_EQ(server_->requests().back().headers.at("authorization"), "Bearer first-token");
  mount_.write("token", "second-token\n", 0644);
  ASSERT_TRUE(contribute(*kube_token).ok());
  EXPECT_EQ(server_->requests().back().headers.at("authorization"), "Bearer second-token");
}

TEST_F(InCluster, FindsTheServerInTheEnvironment) {
  setenv("KUBERNETES_SERVICE_HOST", "127.0.0.1", 1);
  setenv("KUBERNETES_SERVICE_PORT", std::to_string(server_->port()).c_str(), 1);
  const auto kube_token = make(config());
  ASSERT_TRUE(contribute(*kube_token).ok());
  EXPECT_EQ(host_.field("api_server_endpoint"), "127.0.0.1:" + std::to_string(server_->port()));
}

TEST_F(InCluster, IsMisconfiguredOutsideOfACluster) {
  unsetenv("KUBERNETES_SERVICE_HOST");
  auto read = KubeToken::read_config(config().dump());
  auto call = host_.call();
  expect_failure(KubeToken::create(call, read.take()), POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED);
}

TEST_F(InCluster, RefusesAServerThatTheMountedCaDoesNotKnow) {
  test::TestCa stranger("cluster");
  mount_.write("ca.crt", stranger.certificate(), 0644);
  auto with_server = config();
  with_server["api_server"] = server_->url();
  expect_failure(contribute(*make(with_server)), POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED);
  EXPECT_TRUE(server_->requests().empty());
}

}  // namespace
}  // namespace postern::kube_token
