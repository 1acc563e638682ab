// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <map>
#include <set>

#include "common/kube/ca_hash.h"
#include "common/kube/server_url.h"
#include "common/crypto/secret_text.h"
#include "fixture.h"
#include "support/child_process.h"
#include "support/temp_dir.h"
#include "support/test_pki.h"

namespace postern::kube_token {
namespace {

using common::text_of;
using testing::MatchesRegex;

class Token : public KubeTokenTest {};

TEST_F(Token, HasTheFormOfABootstrapToken) {
  std::set<std::string> ids, texts;
  for (int i = 0; i < 1000; ++i) {
    const auto token = BootstrapToken::generate();
    ASSERT_TRUE(token.ok());
    const std::string text(text_of(token.value().text()));
    EXPECT_THAT(text, MatchesRegex("[a-z0-9]{6}\\.[a-z0-9]{16}"));
    EXPECT_EQ(text.substr(0, 6), token.value().id());
    ids.insert(token.value().id());
    texts.insert(text);
  }
  EXPECT_GE(ids.size(), 995u);
  EXPECT_EQ(texts.size(), 1000u);
}

// Without modulo bias every character is as likely as any other; with it, the first four would come an eighth more
// often. 320,000 draws: 8,889 expected each, standard deviation 93, so six of them are never reached by chance.
TEST_F(Token, DrawsEveryCharacterEvenly) {
  std::map<char, int> counts;
  for (int i = 0; i < 20'000; ++i) {
    const auto token = BootstrapToken::generate();
    for (const std::byte byte : token.value().secret()) ++counts[static_cast<char>(byte)];
  }
  ASSERT_EQ(counts.size(), 36u);
  for (const auto& [character, count] : counts) EXPECT_NEAR(count, 8'889, 560) << character;
}

TEST_F(Token, KnowsATokenId) {
  EXPECT_TRUE(is_token_id("abc123"));
  for (const char* text : {"", "abc12", "abc1234", "ABC123", "abc-12", "../../", "abc12/", "abc12\n"})
    EXPECT_FALSE(is_token_id(text)) << text;
}

std::map<std::string, std::string> expected_data(const BootstrapToken& token) {
  const std::string secret(reinterpret_cast<const char*>(token.secret().data()), token.secret().size());
  return {{"token-id", base64(token.id())},
          {"token-secret", base64(secret)},
          {"description", base64("why \"it\" was made\n")},
          {"expiration", base64("2026-09-21T14:28:20Z")},
          {"usage-bootstrap-authentication", base64("true")},
          {"usage-bootstrap-signing", base64("true")},
          {"auth-extra-groups", base64("system:bootstrappers:kubeadm:default-node-token")}};
}

TEST_F(Token, SecretIsTheSameInJsonAndYaml) {
  const auto token = BootstrapToken::generate();
  const TokenSecret secret{token.value(), std::chrono::sys_seconds(std::chrono::seconds(1'790'000'900)),
                           "why \"it\" was made\n"};
  const auto json = nlohmann::json::parse(text_of(secret.json()));
  EXPECT_EQ(json["apiVersion"], "v1");
  EXPECT_EQ(json["kind"], "Secret");
  EXPECT_EQ(json["type"], "bootstrap.kubernetes.io/token");
  EXPECT_EQ(json["metadata"]["name"], "bootstrap-token-" + token.value().id());
  EXPECT_EQ(json["metadata"]["namespace"], "kube-system");
  EXPECT_EQ(json["data"].get<decltype(expected_data(token.value()))>(), expected_data(token.value()));

  const auto yaml = YAML::Load(std::string(text_of(secret.yaml())));
  EXPECT_EQ(yaml["apiVersion"].as<std::string>(), "v1");
  EXPECT_EQ(yaml["kind"].as<std::string>(), "Secret");
  EXPECT_EQ(yaml["type"].as<std::string>(), "bootstrap.kubernetes.io/token");
  EXPECT_EQ(yaml["metadata"]["name"].as<std::string>(), "bootstrap-token-" + token.value().id());
  EXPECT_EQ(yaml["metadata"]["namespace"].as<std::string>(), "kube-system");
  EXPECT_EQ((yaml["data"].as<std::map<std::string, std::string>>()), expected_data(token.value()));
}

TEST_F(Token, CaHashEqualsTheCommandLine) {
  test::TempDir files;
  test::TestCa first("first"), second("second");
  const std::string pem = first.certificate() + second.certificate();
  const std::string hex = test::run({"sh", "-c", "openssl x509 -noout -pubkey -in \"$1\" | openssl pkey -pubin -outform der"
                                     " | openssl dgst -sha256 -r | cut -c1-64", "sh", files.write("ca.pem", pem)});
  const auto hash = kube::ca_hash(pem);
  ASSERT_TRUE(hash.ok());
  EXPECT_EQ(hash.value() + "\n", "sha256:" + hex);
  EXPECT_FALSE(kube::ca_hash("").ok());
  EXPECT_FALSE(kube::ca_hash(first.issue({"x"}).key).ok());
}

TEST_F(Token, RemembersForeignIdsAndForgetsTheOldest) {
  ForeignIds ids;
  ids.add("first0");
  for (std::size_t i = 1; i < ForeignIds::kKept; ++i) ids.add(std::to_string(i));
  EXPECT_TRUE(ids.contains("first0"));
  ids.add("last00");
  EXPECT_FALSE(ids.contains("first0"));
  EXPECT_TRUE(ids.contains("last00"));
}

TEST_F(Token, ServerUrlIsHttpsAndNothingElse) {
  const auto plain = kube::parse_server_url("https://api.example:6443");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->base, "https://api.example:6443");
  EXPECT_EQ(plain->authority, "api.example:6443");
  EXPECT_EQ(kube::parse_server_url("https://api.example/")->base, "https://api.example:443");
  EXPECT_EQ(kube::parse_server_url("https://[2001:db8::1]:6443")->authority, "[2001:db8::1]:6443");
  EXPECT_EQ(kube::parse_server_url("https://proxy/k8s/clusters/c-1/")->base, "https://proxy:443/k8s/clusters/c-1");
  for (const char* text : {"", "api.example:6443", "http://api.example", "HTTPS", "https://", "https://:6443",
                           "https://user@api", "https://user:pw@api", "https://api?x", "https://api/#f",
                           "https://api:0", "https://api:99999", "https://a b", "https://api\n", "ftp://api",
                           "https://api\\evil", "https://api%e2%80%ae", "https://a%00b", "https:/api", "https:///api", "HTTPS://api", "https://10%2e1", "https://[fe80::1%25eth0]:6443"})
    EXPECT_FALSE(kube::parse_server_url(text)) << text;
  EXPECT_TRUE(kube::is_host_and_port("10.0.0.1:6443"));
  for (const char* text : {"10.0.0.1", "10.0.0.1:6443/", "https://10.0.0.1:6443", "", ":1"})
    EXPECT_FALSE(kube::is_host_and_port(text)) << text;
}

}  // namespace
}  // namespace postern::kube_token
