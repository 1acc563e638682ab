// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <thread>

#include "backends/kube-token/ca_hash.h"
#include "backends/kube-token/kube_token.h"
#include "kube/cluster.h"

namespace postern::kube_token {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const std::string kSecrets = "/api/v1/namespaces/kube-system/secrets";

class KubeApiserver : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    obstacle_ = test::Cluster::obstacle();
    if (obstacle_.empty()) cluster_ = std::make_unique<test::Cluster>();
  }
  static void TearDownTestSuite() { cluster_ = nullptr; }

  void SetUp() override {
    if (!obstacle_.empty()) GTEST_SKIP() << obstacle_;
    // The server judges expiry by the real clock.
    host_.now = std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
  }

  std::unique_ptr<KubeToken> make(const json& config) {
    auto read = KubeToken::read_config(config.dump());
    EXPECT_TRUE(read.ok());
    auto call = host_.call();
    return KubeToken::create(call, read.take()).take();
  }
  std::unique_ptr<KubeToken> by_kubeconfig(const std::string& text) {
    host_.secrets["admin"] = text;
    return make({{"mode", "kubeconfig"}, {"kubeconfig", "admin"}});
  }
  static sdk::Result<void> contribute(KubeToken& backend, test::RecordingHost& host) {
    host.fields.clear();
    host.effects.clear();
    const std::string names[] = {"token", "discovery_token_ca_cert_hash", "api_server_endpoint"};
    const postern_bytes wanted[] = {sdk::raw(names[0]), sdk::raw(names[1]), sdk::raw(names[2])};
    auto call = host.call();
    return backend.contribute(call, {"join", "worker", "request-1", {}, wanted});
  }
  // token: one that the backend made; empty, and the test failed, when it did not.
  std::string token(KubeToken& backend) {
    const auto result = contribute(backend, host_);
    EXPECT_TRUE(result.ok()) << result.failure().operator_text();
    return result.ok() ? host_.field("token") : "";
  }
  void revoke(KubeToken& backend, const std::string& id) {
    auto call = host_.call();
    const auto result = backend.revoke(call, sdk::as_bytes(id));
    EXPECT_TRUE(result.ok()) << result.failure().operator_text();
  }
  // settles: the server learns of new and deleted Secrets by a watch, so an answer may lag behind for a moment; and it
  // remembers for ten seconds that it accepted a token. True once the token is accepted, or refused, as expected.
  static bool settles(const std::string& token, bool is_accepted) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (cluster_->who_is(token).is_null() == is_accepted)
      if (std::chrono::steady_clock::now() > until || !cluster_->stays_up(std::chrono::milliseconds(50))) return false;
    return true;
  }

  static std::string obstacle_;
  static std::unique_ptr<test::Cluster> cluster_;
  test::RecordingHost host_;
};
std::string KubeApiserver::obstacle_;
std::unique_ptr<test::Cluster> KubeApiserver::cluster_;

TEST_F(KubeApiserver, AcceptsTheTokenAsItsBootstrapUser) {
  const auto backend = by_kubeconfig(cluster_->admin_kubeconfig());
  const std::string text = token(*backend), id = text.substr(0, 6);
  ASSERT_TRUE(settles(text, true)) << cluster_->log();
  const json user = cluster_->who_is(text);
  EXPECT_EQ(user["username"], "system:bootstrap:" + id);
  EXPECT_THAT(user["groups"].get<std::vector<std::string>>(),
              testing::UnorderedElementsAre("system:bootstrappers", "system:authenticated",
                                            "system:bootstrappers:kubeadm:default-node-token"));
  EXPECT_EQ(host_.field("api_server_endpoint"), cluster_->url().substr(8));
  EXPECT_EQ(host_.field("discovery_token_ca_cert_hash"), ca_hash(cluster_->ca().certificate()).value());
  // It is a way to ask for a certificate and nothing else.
  EXPECT_EQ(cluster_->request_as(text, Method::kGet, kSecrets).code, 403);
}

TEST_F(KubeApiserver, RefusesTheTokenAfterItWasRevoked) {
  const auto backend = by_kubeconfig(cluster_->admin_kubeconfig());
  const std::string text = token(*backend), id = text.substr(0, 6);
  ASSERT_TRUE(settles(text, true));
  EXPECT_EQ(cluster_->request(Method::kGet, kSecrets + "/bootstrap-token-" + id).code, 200);
  revoke(*backend, id);
  EXPECT_EQ(cluster_->request(Method::kGet, kSecrets + "/bootstrap-token-" + id).code, 404);
  EXPECT_TRUE(settles(text, false));
  revoke(*backend, id);
}

TEST_F(KubeApiserver, RefusesAnotherSecretAndAnExpiredToken) {
  const auto backend = by_kubeconfig(cluster_->admin_kubeconfig());
  const std::string good = token(*backend);
  ASSERT_TRUE(settles(good, true));
  EXPECT_TRUE(cluster_->who_is(good.substr(0, 7) + "0123456789abcdef").is_null());
  host_.now -= std::chrono::hours(1);
  const std::string expired = token(*backend);
  // A token made after it is accepted, so the server has seen this one too.
  host_.now += std::chrono::hours(1);
  ASSERT_TRUE(settles(token(*backend), true));
  EXPECT_TRUE(cluster_->who_is(expired).is_null());
}

TEST_F(KubeApiserver, NeedsTheVerbsCreateAndDeleteOnly) {
  const auto backend = by_kubeconfig(cluster_->kubeconfig("gate-with-role"));
  cluster_->grant("User", "gate-with-role");
  auto call = host_.call();
  const auto tested = backend->self_test(call);
  ASSERT_TRUE(tested.ok()) << tested.failure().operator_text();
  const std::string text = token(*backend);
  revoke(*backend, text.substr(0, 6));
  // A token made after it is accepted, so the server has seen the end of this one too.
  EXPECT_TRUE(settles(token(*backend), true));
  EXPECT_TRUE(cluster_->who_is(text).is_null());
}

TEST_F(KubeApiserver, SaysWhichRightIsMissing) {
  const auto backend = by_kubeconfig(cluster_->kubeconfig("gate-without-role"));
  auto call = host_.call();
  const auto tested = backend->self_test(call);
  ASSERT_FALSE(tested.ok());
  EXPECT_EQ(tested.failure().code(), POSTERN_REASON_BACKEND_REFUSED);
  EXPECT_THAT(tested.failure().operator_text(), HasSubstr("may not create and delete secrets in namespace kube-system"));
  const auto result = contribute(*backend, host_);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.failure().code(), POSTERN_REASON_BACKEND_REFUSED);
  EXPECT_THAT(result.failure().operator_text(), HasSubstr("403: Forbidden"));
}

TEST_F(KubeApiserver, DoesNotKnowAGateOfAnotherCa) {
  test::TestCa stranger("kubernetes");
  const test::PemPair other = stranger.issue({"admin", "system:masters"});
  ApiAccess access{*parse_server_url(cluster_->url()), cluster_->ca().certificate(), other.certificate,
                   sdk::Secret(sdk::as_bytes(other.key)), {}};
  HttpsClient client;
  auto call = host_.call();
  const auto answer = client.exchange(call, access, {Method::kGet, kSecrets}, std::chrono::seconds(10));
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer.value().code(), 401);
}

TEST_F(KubeApiserver, WorksWithAServiceAccount) {
  const std::string accounts = "/api/v1/namespaces/kube-system/serviceaccounts";
  ASSERT_EQ(cluster_->request(Method::kPost, accounts, {{"metadata", {{"name", "posternd"}}}}).code, 201);
  cluster_->grant("ServiceAccount", "posternd");
  const auto issued = cluster_->request(Method::kPost, accounts + "/posternd/token",
                                        {{"spec", {{"expirationSeconds", 3600}, {"audiences", json::array()}}}});
  ASSERT_EQ(issued.code, 201) << issued.body;
  test::TempDir mount;
  mount.write("token", issued.body["status"]["token"].get<std::string>());
  mount.write("ca.crt", cluster_->ca().certificate());
  const auto backend =
      make({{"mode", "in-cluster"}, {"service_account_dir", mount.path()}, {"api_server", cluster_->url()}});
  auto call = host_.call();
  const auto tested = backend->self_test(call);
  ASSERT_TRUE(tested.ok()) << tested.failure().operator_text();
  EXPECT_TRUE(settles(token(*backend), true));
}

TEST_F(KubeApiserver, AcceptsTheManifest) {
  test::TempDir directory, files;
  const auto backend = make({{"mode", "manifest"},
                             {"directory", directory.path()},
                             {"ca_file", files.write("ca.crt", cluster_->ca().certificate())},
                             {"api_server_endpoint", cluster_->url().substr(8)}});
  const std::string text = token(*backend);
  const std::string manifest = directory.path() + "/bootstrap-token-" + text.substr(0, 6) + ".yaml";
  test::run({"curl", "--silent", "--fail", "--noproxy", "*", "--cacert", files.path() + "/ca.crt", "--cert",
             files.write("a.crt", cluster_->admin().certificate), "--key", files.write("a.key", cluster_->admin().key),
             "--header", "Content-Type: application/yaml", "--data-binary", "@" + manifest, cluster_->url() + kSecrets});
  EXPECT_TRUE(settles(text, true));
}

TEST_F(KubeApiserver, MakesFiveHundredTokensAtOnce) {
  const auto backend = by_kubeconfig(cluster_->admin_kubeconfig());
  constexpr std::size_t kThreads = 20, kEach = 25;
  std::vector<test::RecordingHost> hosts(kThreads);
  std::vector<std::set<std::string>> made(kThreads);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kThreads; ++i) {
    hosts[i].secrets = host_.secrets;
    hosts[i].now = host_.now;
    threads.emplace_back([&, i] {
      for (std::size_t j = 0; j < kEach; ++j)
        if (contribute(*backend, hosts[i]).ok()) made[i].insert(hosts[i].field("token"));
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> tokens;
  for (const auto& some : made) tokens.insert(some.begin(), some.end());
  EXPECT_EQ(tokens.size(), kThreads * kEach);
  for (const std::string& text : tokens) ASSERT_TRUE(settles(text, true)) << text.substr(0, 6);
}

}  // namespace
}  // namespace postern::kube_token
