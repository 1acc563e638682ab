// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "api_fixture.h"
#include "common/kube/ca_hash.h"

namespace postern::kube_token {
namespace {

using testing::HasSubstr;

TEST_F(ApiTest, CreatesTheSecretOfTheTokenThatItHandsOut) {
  const auto kube_token = backend();
  const auto result = contribute(*kube_token);
  ASSERT_TRUE(result.ok()) << result.failure().operator_text();
  const std::string token = host_.field("token"), id = token.substr(0, 6);
  EXPECT_EQ(host_.effects, std::vector<std::string>{id});
  EXPECT_EQ(host_.field("api_server_endpoint"), "127.0.0.1:" + std::to_string(server_->port()));
  EXPECT_EQ(host_.field("discovery_token_ca_cert_hash"), kube::ca_hash(ca_.certificate()).value());

  const auto requests = server_->requests();
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].method, "POST");
  EXPECT_EQ(requests[0].path, kSecretsPath);
  EXPECT_EQ(requests[0].headers.at("authorization"), "Bearer gate-token");
  EXPECT_EQ(requests[0].headers.at("content-type"), "application/json");
  const auto sent = nlohmann::json::parse(requests[0].body);
  EXPECT_EQ(sent["metadata"]["name"], "bootstrap-token-" + id);
  EXPECT_EQ(sent["type"], "bootstrap.kubernetes.io/token");
  EXPECT_EQ(sent["data"]["token-id"], base64(id));
  EXPECT_EQ(sent["data"]["token-secret"], base64(token.substr(7)));
  EXPECT_EQ(sent["data"]["expiration"], base64("2026-09-21T14:28:20Z"));
  EXPECT_EQ(sent["data"]["usage-bootstrap-authentication"], base64("true"));
  EXPECT_EQ(sent["data"]["usage-bootstrap-signing"], base64("true"));
  EXPECT_EQ(sent["data"]["auth-extra-groups"], base64("system:bootstrappers:kubeadm:default-node-token"));
}

TEST_F(ApiTest, AsksForMetadataSoThatTheTokenDoesNotComeBack) {
  ASSERT_TRUE(contribute(*backend()).ok());
  EXPECT_THAT(server_->requests().at(0).headers.at("accept"), HasSubstr("as=PartialObjectMetadata"));
}

TEST_F(ApiTest, PrefersTheConfiguredEndpoint) {
  const auto kube_token = make({{"mode", "kubeconfig"}, {"kubeconfig", "admin"}, {"api_server_endpoint", "lb.example:6443"}});
  ASSERT_TRUE(contribute(*kube_token).ok());
  EXPECT_EQ(host_.field("api_server_endpoint"), "lb.example:6443");
}

TEST_F(ApiTest, AnnouncesTheIdBeforeItCreates) {
  std::size_t announced = 0;
  start([&](const test::ApiRequest& request) {
    announced = host_.effects.size();
    return accept(request);
  });
  ASSERT_TRUE(contribute(*backend()).ok());
  EXPECT_EQ(announced, 1u);
}

TEST_F(ApiTest, AsksNothingWhenNoTokenIsWanted) {
  ASSERT_TRUE(contribute(*backend(), {"discovery_token_ca_cert_hash"}).ok());
  EXPECT_EQ(host_.fields.size(), 1u);
  EXPECT_TRUE(server_->requests().empty());
  EXPECT_TRUE(host_.effects.empty());
}

TEST_F(ApiTest, KeepsItsConnection) {
  const auto kube_token = backend();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(contribute(*kube_token).ok());
  EXPECT_EQ(server_->requests().size(), 5u);
  EXPECT_EQ(server_->connections(), 1);
}

TEST_F(ApiTest, RevokeDeletesTheSecret) {
  const auto kube_token = backend();
  ASSERT_TRUE(contribute(*kube_token).ok());
  ASSERT_TRUE(revoke(*kube_token, host_.effects.at(0)).ok());
  const auto last = server_->requests().back();
  EXPECT_EQ(last.method, "DELETE");
  EXPECT_EQ(last.path, std::string(kSecretsPath) + "/bootstrap-token-" + host_.effects.at(0));
}

TEST_F(ApiTest, RevokeIsContentWhenNothingIsThere) {
  start([](const test::ApiRequest&) { return status(404, "NotFound"); });
  EXPECT_TRUE(revoke(*backend(), "abc123").ok());
}

TEST_F(ApiTest, RevokeTakesTokenIdsOnly) {
  const auto kube_token = backend();
  for (const std::string effect : {"", "abc12", "abc123/../x", "ABC123", "abc123?x"})
    EXPECT_FALSE(revoke(*kube_token, effect).ok()) << effect;
  EXPECT_TRUE(server_->requests().empty());
}

TEST_F(ApiTest, DrawsAnotherIdWhenOneIsTaken) {
  std::string taken;
  start([&](const test::ApiRequest& request) {
    if (request.method != "POST" || !taken.empty()) return accept(request);
    taken = nlohmann::json::parse(request.body)["metadata"]["name"].get<std::string>().substr(16);
    return status(409, "AlreadyExists");
  });
  const auto kube_token = backend();
  ASSERT_TRUE(contribute(*kube_token).ok());
  ASSERT_EQ(host_.effects.size(), 2u);
  EXPECT_EQ(host_.effects[0], taken);
  EXPECT_EQ(host_.field("token").substr(0, 6), host_.effects[1]);
  // What belongs to somebody else outlives the revocation of what was announced.
  const std::size_t before = server_->requests().size();
  EXPECT_TRUE(revoke(*kube_token, host_.effects[0]).ok());
  EXPECT_EQ(server_->requests().size(), before);
  EXPECT_TRUE(revoke(*kube_token, host_.effects[1]).ok());
  EXPECT_EQ(server_->requests().size(), before + 1);
}

TEST_F(ApiTest, GivesUpWhenEveryIdIsTaken) {
  start([](const test::ApiRequest&) { return status(409, "AlreadyExists"); });
  const auto kube_token = backend();
  expect_failure(contribute(*kube_token), POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE);
  EXPECT_EQ(host_.effects.size(), 3u);
  EXPECT_TRUE(host_.fields.empty());
}

TEST_F(ApiTest, SelfTestAsksForTheVerbsThatItNeeds) {
  ASSERT_TRUE(self_test(*backend()).ok());
  std::set<std::string> verbs;
  for (const auto& request : server_->requests()) {
    EXPECT_EQ(request.path, kReviewPath);
    const auto asked = nlohmann::json::parse(request.body)["spec"]["resourceAttributes"];
    EXPECT_EQ(asked["resource"], "secrets");
    EXPECT_EQ(asked["namespace"], "kube-system");
    verbs.insert(asked["verb"]);
  }
  EXPECT_EQ(verbs, (std::set<std::string>{"create", "delete"}));
}

TEST_F(ApiTest, SelfTestNamesTheMissingVerb) {
  start([](const test::ApiRequest& request) -> test::ApiAnswer {
    const bool may = request.body.find("\"create\"") != request.body.npos;
    return {201, nlohmann::json({{"status", {{"allowed", may}}}}).dump()};
  });
  const auto result = self_test(*backend());
  expect_failure(result, POSTERN_MISCONFIGURED, POSTERN_REASON_BACKEND_REFUSED);
  EXPECT_THAT(result.failure().operator_text(), HasSubstr("may not delete secrets in namespace kube-system"));
}

TEST_F(ApiTest, ServesManyRequestsAtOnce) {
  const auto kube_token = backend();
  std::vector<std::thread> threads;
  std::vector<test::RecordingHost> hosts(8);
  for (test::RecordingHost& host : hosts) {
    host.secrets = host_.secrets;
    threads.emplace_back([&] {
      const std::string name = "token";
      const postern_bytes wanted[] = {sdk::raw(name)};
      for (int i = 0; i < 10; ++i) {
        auto call = host.call();
        EXPECT_TRUE(kube_token->contribute(call, {"join", "", "r", {}, wanted}).ok());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> tokens;
  for (const test::RecordingHost& host : hosts)
    for (const auto& field : host.fields) tokens.insert(field.value.bytes);
  EXPECT_EQ(tokens.size(), 80u);
  EXPECT_EQ(server_->requests().size(), 80u);
  EXPECT_LE(server_->connections(), 8);
}

}  // namespace
}  // namespace postern::kube_token
