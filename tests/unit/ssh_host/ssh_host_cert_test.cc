// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/ssh_host/ssh_host_cert.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/kube/client_fixture.h"
#include "unit/ssh/keygen.h"

namespace postern::kube_token {
namespace {

using kube::expect_failure;
using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class SshHostCertTest : public kube::ClientTest {
 protected:
  SshHostCertTest() {
    host_.earlier_fields["ssh_ca_seed"] = {POSTERN_TYPE_BYTES, 0, std::string(32, 's')};
    start([this](const test::ApiRequest& request) {
      if (request.path != "/api/v1/namespaces/kube-system/configmaps/kubeadm-config") return kube::status(404, "NotFound");
      return test::ApiAnswer{200, json({{"data", {{"ClusterConfiguration", cluster_configuration_}}}}).dump()};
    });
  }
  sdk::Result<void> contribute(const json& config, const std::vector<std::string>& principals) {
    host_.fields.clear();
    std::vector<postern_field> fields;
    const auto add = [&](std::string_view name, uint32_t type, std::string_view value) {
      fields.push_back({sdk::raw(name), {}, {type, 0, 0, sdk::raw(value)}});
    };
    if (!host_key_.empty()) add("host_public_key", POSTERN_TYPE_BYTES, host_key_);
    for (const std::string& name : principals) add("host_certificate_principals", POSTERN_TYPE_TEXT, name);
    const postern_bytes wanted[] = {sdk::raw(std::string_view("authorized_ca_public_key")), sdk::raw(std::string_view("host_certificate"))};
    auto call = host_.call();
    return make(config)->contribute(call, {"join", "worker", "request-1", fields, wanted});
  }
  std::unique_ptr<SshHostCert> make(const json& config) {
    auto read = SshHostCert::read_config(config.dump());
    EXPECT_TRUE(read.ok()) << (read.ok() ? "" : read.failure().operator_text());
    auto call = host_.call();
    return SshHostCert::create(call, read.take()).take();
  }
  std::string shown() { return ssh::describe(files_, host_.field("host_certificate")); }

  test::TempDir files_;
  std::string host_key_ = ssh::wire_of(ssh::generate_key(files_, {"-t", "ecdsa", "-b", "256"}).line);
  std::string cluster_configuration_ = "apiServer:\n  certSANs: [10.0.0.1, api.example.com, '*.example.com', node-1]\n";
};

TEST_F(SshHostCertTest, CertifiesTheHostsKey) {
  const auto result = contribute(json::object(), {"node-1", "10.0.0.7", "node-1"});
  ASSERT_TRUE(result.ok()) << result.failure().operator_text();
  EXPECT_EQ(host_.fields.size(), 2u);
  EXPECT_TRUE(host_.field("authorized_ca_public_key").starts_with("ssh-ed25519 "));
  EXPECT_TRUE(host_.field("authorized_ca_public_key").ends_with("\n"));
  const std::string text = shown();
  EXPECT_THAT(text, HasSubstr("ecdsa-sha2-nistp256-cert-v01@openssh.com host certificate"));
  EXPECT_THAT(text, HasSubstr("Key ID: \"postern request-1\""));
  EXPECT_THAT(text, HasSubstr("Principals: \n                node-1\n                10.0.0.7\n        Critical"));
  EXPECT_TRUE(server_->requests().empty());
}

TEST_F(SshHostCertTest, IsValidFromNowOnWithoutEnd) {
  ASSERT_TRUE(contribute(json::object(), {"node-1"}).ok());
  // ssh-keygen tells local time; the start is 8 bytes before the end, which is all ones.
  const std::string wire = ssh::wire_of(host_.field("host_certificate"));
  const std::size_t end = wire.find(std::string(8, '\xff'));
  ASSERT_NE(end, wire.npos);
  EXPECT_EQ(sdk::to_hex(sdk::as_bytes(wire.substr(end - 8, 8))), "000000006ab13b80");
  EXPECT_THAT(shown(), HasSubstr("Valid: after "));
}

TEST_F(SshHostCertTest, AddsTheApiServersNames) {
  const json config = {{"cert_sans", "kubeadm-config"}, {"kubeconfig", "admin"}};
  ASSERT_TRUE(contribute(config, {"node-1"}).ok());
  EXPECT_THAT(shown(), HasSubstr("Principals: \n                node-1\n                10.0.0.1\n                api.example.com\n        Critical"));
  EXPECT_EQ(host_.log.size(), 1u) << "the wildcard is left out, and that is said";
  auto call = host_.call();
  EXPECT_TRUE(make(config)->self_test(call).ok());
  cluster_configuration_ = "apiServer: 1\n";
  EXPECT_FALSE(make(config)->self_test(call).ok());
  expect_failure(contribute(config, {"node-1"}), POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED);
  EXPECT_TRUE(host_.fields.empty());
}

TEST_F(SshHostCertTest, AddsConfiguredNames) {
  ASSERT_TRUE(contribute({{"cert_sans", {"lb.example.com"}}}, {}).ok());
  EXPECT_THAT(shown(), HasSubstr("Principals: \n                lb.example.com\n        Critical"));
}

TEST_F(SshHostCertTest, GivesNothingWithoutAHostKey) {
  host_key_.clear();
  host_.earlier_fields.clear();
  EXPECT_TRUE(contribute(json::object(), {"node-1"}).ok());
  EXPECT_TRUE(host_.fields.empty());
}

TEST_F(SshHostCertTest, RefusesPatternsAndCertificatesForEveryHost) {
  for (const std::vector<std::string>& principals : std::vector<std::vector<std::string>>{{}, {"*"}, {"node-1", "node-?"}, {"!a"}, {""}}) {
    const auto result = contribute(json::object(), principals);
    expect_failure(result, POSTERN_DENIED, POSTERN_REASON_REQUEST_INVALID);
    EXPECT_EQ(result.ok() ? "" : result.failure().subject(), "host_certificate_principals");
    EXPECT_TRUE(host_.fields.empty());
  }
}

TEST_F(SshHostCertTest, RefusesOtherKeys) {
  host_key_ = "no key";
  expect_failure(contribute(json::object(), {"node-1"}), POSTERN_DENIED, POSTERN_REASON_REQUEST_INVALID);
}

TEST_F(SshHostCertTest, NeedsTheSeed) {
  host_.earlier_fields["ssh_ca_seed"].bytes.pop_back();
  expect_failure(contribute(json::object(), {"node-1"}), POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED);
  host_.earlier_fields["ssh_ca_seed"] = {POSTERN_TYPE_TEXT, 0, std::string(32, 's')};
  expect_failure(contribute(json::object(), {"node-1"}), POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED);
  host_.earlier_fields.clear();
  expect_failure(contribute(json::object(), {"node-1"}), POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED);
}

TEST_F(SshHostCertTest, ConfigRefusesWhatDoesNotFit) {
  EXPECT_TRUE(json::parse(kSshHostCertSchema).is_object());
  for (const std::string config : {R"({"cert_sans":"other"})", R"({"cert_sans":["*"]})", R"({"cert_sans":[1]})", R"({"cert_sans":1})",
                                   R"({"kubeconfig":"k"})", R"({"x":1})"})
    expect_failure(read_ssh_host_cert_config(config), POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED);
}

}  // namespace
}  // namespace postern::kube_token
