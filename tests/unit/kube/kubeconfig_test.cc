// SPDX-License-Identifier: Apache-2.0
#include "common/kube/kubeconfig.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "common/crypto/secret_text.h"
#include "unit/kube/fixture.h"

namespace postern::kube {
namespace {

using common::text_of;
using testing::HasSubstr;
using testing::Not;

class KubeconfigTest : public KubeTest {};

constexpr const char* kClusterLines = "    certificate-authority-data: Q0EgUEVN\n    server: https://api.example:6443\n";
constexpr const char* kCertificateUser = "    client-certificate-data: Q0VSVA==\n    client-key-data: S0VZ\n";

// text: a kubeconfig with two contexts, of which the second is current.
std::string text(const std::string& cluster = kClusterLines, const std::string& user = kCertificateUser) {
  return "apiVersion: v1\nkind: Config\npreferences: {}\ncurrent-context: admin@prod\n"
         "clusters:\n- name: other\n  cluster:\n    server: https://other:1\n- cluster:\n" + cluster + "  name: prod\n"
         "contexts:\n- context: {cluster: other, user: nobody}\n  name: x\n"
         "- context:\n    cluster: prod\n    user: admin\n  name: admin@prod\n"
         "users:\n- name: nobody\n  user: {}\n- name: admin\n  user:\n" + user;
}

std::string inline_text(const Material& material) {
  const auto* secret = std::get_if<sdk::Secret>(&material);
  return secret == nullptr ? "(not in place)" : std::string(text_of(*secret));
}
std::string path(const Material& material) {
  const auto* file = std::get_if<FilePath>(&material);
  return file == nullptr ? "(no file)" : file->path;
}

TEST_F(KubeconfigTest, ReadsWhatTheCurrentContextSelects) {
  const auto result = parse_kubeconfig(text());
  ASSERT_TRUE(result.ok()) << result.failure().operator_text();
  const Kubeconfig& read = result.value();
  EXPECT_EQ(read.server.base, "https://api.example:6443");
  EXPECT_EQ(inline_text(read.ca), "CA PEM");
  EXPECT_EQ(inline_text(read.client_cert), "CERT");
  EXPECT_EQ(inline_text(read.client_key), "KEY");
  EXPECT_TRUE(std::holds_alternative<std::monostate>(read.token));
}

TEST_F(KubeconfigTest, ReadsJsonToo) {
  const nlohmann::json config = {
      {"current-context", "c"},
      {"contexts", {{{"name", "c"}, {"context", {{"cluster", "k"}, {"user", "u"}}}}}},
      {"clusters", {{{"name", "k"}, {"cluster", {{"server", "https://h:1"}, {"certificate-authority-data", "Q0E="}}}}}},
      {"users", {{{"name", "u"}, {"user", {{"token", "abc"}}}}}}};
  const auto result = parse_kubeconfig(config.dump());
  ASSERT_TRUE(result.ok()) << result.failure().operator_text();
  EXPECT_EQ(inline_text(result.value().token), "abc");
}

TEST_F(KubeconfigTest, TakesAbsoluteFiles) {
  const auto result = parse_kubeconfig(text(
      "    certificate-authority: /etc/kubernetes/pki/ca.crt\n    server: https://api.example\n",
      "    client-certificate: /pki/a.crt\n    client-key: /pki/a.key\n    tokenFile: /pki/token\n"));
  ASSERT_TRUE(result.ok()) << result.failure().operator_text();
  EXPECT_EQ(path(result.value().ca), "/etc/kubernetes/pki/ca.crt");
  EXPECT_EQ(path(result.value().client_cert), "/pki/a.crt");
  EXPECT_EQ(path(result.value().client_key), "/pki/a.key");
  EXPECT_EQ(path(result.value().token), "/pki/token");
}

TEST_F(KubeconfigTest, PrefersDataOverFiles) {
  const auto result = parse_kubeconfig(text(std::string(kClusterLines) + "    certificate-authority: /ca.crt\n"));
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(inline_text(result.value().ca), "CA PEM");
}

struct Bad {
  const char* name;
  std::string text;
  const char* says;  // part of the text for the operator
};
void PrintTo(const Bad& bad, std::ostream* out) { *out << bad.name; }

std::vector<Bad> bad_ones() {
  const std::string cluster = kClusterLines, user = kCertificateUser;
  return {
      {"empty", "", "not a YAML map"},
      {"list", "- a\n- b\n", "not a YAML map"},
      {"broken", "a: [1, 2\nb: }", "not readable YAML"},
      {"tabs", "current-context:\n\t- x", "not readable YAML"},
      {"noContext", "kind: Config\n", "no current-context"},
      {"contextIsAMap", "current-context: {a: b}\n", "no current-context"},
      {"unknownContext", "current-context: x\ncontexts: []\n", "contexts has no entry named 'x'"},
      {"contextsIsText", "current-context: x\ncontexts: x\n", "contexts has no entry"},
      {"twoUsers", text() + "- name: admin\n  user: {token: t}\n", "two entries named 'admin'"},
      {"exec", text(cluster, "    exec: {command: aws}\n"), "exec or auth-provider"},
      {"execBesideToken", text(cluster, "    token: t\n    exec: {command: aws}\n"), "exec or auth-provider"},
      {"authProvider", text(cluster, "    auth-provider: {name: gcp}\n"), "exec or auth-provider"},
      {"password", text(cluster, "    username: admin\n    password: hunter2\n"), "username"},
      {"impersonation", text(cluster, user + "    as: root\n"), "uses as,"},
      {"insecure", text(cluster + "    insecure-skip-tls-verify: true\n"), "verification off"},
      {"insecureOddly", text(cluster + "    insecure-skip-tls-verify: yes\n"), "verification off"},
      {"proxy", text(cluster + "    proxy-url: http://p\n"), "proxy-url"},
      {"serverName", text(cluster + "    tls-server-name: x\n"), "tls-server-name"},
      {"http", text("    certificate-authority-data: Q0E=\n    server: http://api\n"), "https"},
      {"noServer", text("    certificate-authority-data: Q0E=\n"), "no server"},
      {"noCa", text("    server: https://api\n"), "neither certificate-authority-data"},
      {"relativeCa", text("    server: https://api\n    certificate-authority: ca.crt\n"), "absolute path"},
      {"caNotBase64", text("    server: https://api\n    certificate-authority-data: \"-----BEGIN\"\n"), "not base64"},
      {"keyNotBase64", text(cluster, "    client-certificate-data: Q0E=\n    client-key-data: hunter2\n"), "not base64"},
      {"onlyCertificate", text(cluster, "    client-certificate-data: Q0E=\n"), "only one of"},
      {"onlyKey", text(cluster, "    client-key-data: Q0E=\n"), "only one of"},
      {"noCredentials", text(cluster, "    other: x\n"), "no client certificate and no token"},
      {"twoTokens", text(cluster, "    token: hunter2\n    tokenFile: /t\n"), "both token and tokenFile"},
      {"relativeToken", text(cluster, "    tokenFile: t\n"), "absolute path"},
      {"tokenIsAList", text(cluster, "    token: [hunter2]\n"), "token is not text"},
  };
}

class BadKubeconfig : public KubeTest, public testing::WithParamInterface<Bad> {};

TEST_P(BadKubeconfig, IsRefusedWithTheReasonAndWithoutTheSecret) {
  const auto result = parse_kubeconfig(GetParam().text);
  expect_failure(result, POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED);
  EXPECT_THAT(result.failure().operator_text(), HasSubstr(GetParam().says));
  EXPECT_THAT(result.failure().operator_text(), Not(HasSubstr("hunter2")));
}

INSTANTIATE_TEST_SUITE_P(All, BadKubeconfig, testing::ValuesIn(bad_ones()),
                         [](const auto& each) { return std::string(each.param.name); });

TEST_F(KubeconfigTest, IsBounded) {
  EXPECT_THAT(parse_kubeconfig(std::string(kMaxKubeconfig + 1, ' ')).failure().operator_text(), HasSubstr("1 MiB"));
  EXPECT_FALSE(parse_kubeconfig(std::string(100'000, '[')).ok());
  EXPECT_FALSE(parse_kubeconfig("a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n").ok());
}

}  // namespace
}  // namespace postern::kube
