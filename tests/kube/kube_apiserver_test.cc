// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "common/kube/ca_hash.h"
#include "backends/kube-token/bootstrap_token/kube_token.h"
#include "kube/cluster_test.h"

namespace postern::kube_token {
namespace {

using kube::Method;
using nlohmann::json;
using testing::HasSubstr;

const std::string kSecrets = "/api/v1/namespaces/kube-system/secrets";

class KubeApiserver : public test::ClusterTest {
 protected:
  std::unique_ptr<KubeToken> admin() { return make<KubeToken>(by_kubeconfig(cluster().admin_kubeconfig())); }

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
    return cluster().await([&] { return cluster().who_is(token).is_null() != is_accepted; });
  }
};

TEST_F(KubeApiserver, AcceptsTheTokenAsItsBootstrapUser) {
  const auto backend = admin();
  const std::string text = token(*backend), id = text.substr(0, 6);
  ASSERT_TRUE(settles(text, true)) << cluster().log();
  const json user = cluster().who_is(text);
  EXPECT_EQ(user["username"], "system:bootstrap:" + id);
  EXPECT_THAT(user["groups"].get<std::vector<std::string>>(),
              testing::UnorderedElementsAre("system:bootstrappers", "system:authenticated",
                                            "system:bootstrappers:kubeadm:default-node-token"));
  EXPECT_EQ(host_.field("api_server_endpoint"), cluster().url().substr(8));
  EXPECT_EQ(host_.field("discovery_token_ca_cert_hash"), kube::ca_hash(cluster().ca().certificate()).value());
  // It is a way to ask for a certificate and nothing else.
  EXPECT_EQ(cluster().request_as(text, Method::kGet, kSecrets).code, 403);  // more of that in token_rights_test.cc
}

TEST_F(KubeApiserver, RefusesTheTokenAfterItWasRevoked) {
  const auto backend = admin();
  const std::string text = token(*backend), id = text.substr(0, 6);
  ASSERT_TRUE(settles(text, true));
  EXPECT_EQ(cluster().request(Method::kGet, kSecrets + "/bootstrap-token-" + id).code, 200);
  revoke(*backend, id);
  EXPECT_EQ(cluster().request(Method::kGet, kSecrets + "/bootstrap-token-" + id).code, 404);
  EXPECT_TRUE(settles(text, false));
  revoke(*backend, id);
}

TEST_F(KubeApiserver, RefusesAnotherSecret) {
  const auto backend = admin();
  const std::string good = token(*backend);
  ASSERT_TRUE(settles(good, true));
  EXPECT_TRUE(cluster().who_is(good.substr(0, 7) + "0123456789abcdef").is_null());
}

TEST_F(KubeApiserver, RefusesATokenOnceItHasExpired) {
  const auto backend = make<KubeToken>([&] {
    auto config = by_kubeconfig(cluster().admin_kubeconfig());
    config["ttl"] = "1m";
    return config;
  }());
  host_.now -= std::chrono::seconds(40);  // twenty seconds are left
  const std::string text = token(*backend);
  ASSERT_TRUE(settles(text, true));
  EXPECT_TRUE(settles(text, false));
  // Its Secret is still there: no controller has deleted it, and it is worth nothing.
  EXPECT_EQ(cluster().request(Method::kGet, kSecrets + "/bootstrap-token-" + text.substr(0, 6)).code, 200);
}

TEST_F(KubeApiserver, DoesNotKnowAGateOfAnotherCa) {
  test::TestCa stranger("kubernetes");
  const test::PemPair other = stranger.issue({"admin", "system:masters"});
  kube::ApiAccess access{*kube::parse_server_url(cluster().url()), cluster().ca().certificate(), other.certificate,
                   sdk::Secret(sdk::as_bytes(other.key)), {}};
  kube::HttpsClient client;
  auto call = host_.call();
  const auto answer = client.exchange(call, access, {Method::kGet, kSecrets}, std::chrono::seconds(10));
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer.value().code(), 401);
}

TEST_F(KubeApiserver, AcceptsTheManifest) {
  test::TempDir directory, files;
  const auto backend = make<KubeToken>({{"mode", "manifest"},
                             {"directory", directory.path()},
                             {"ca_file", files.write("ca.crt", cluster().ca().certificate())},
                             {"api_server_endpoint", cluster().url().substr(8)}});
  const std::string text = token(*backend);
  const std::string manifest = directory.path() + "/bootstrap-token-" + text.substr(0, 6) + ".yaml";
  test::run({"curl", "--silent", "--fail", "--noproxy", "*", "--cacert", files.path() + "/ca.crt", "--cert",
             files.write("a.crt", cluster().admin().certificate), "--key", files.write("a.key", cluster().admin().key),
             "--header", "Content-Type: application/yaml", "--data-binary", "@" + manifest, cluster().url() + kSecrets});
  EXPECT_TRUE(settles(text, true));
}

TEST_F(KubeApiserver, MakesFiveHundredTokensAtOnce) {
  const auto backend = admin();
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
