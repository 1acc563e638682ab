// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "backends/kube-token/kubelet_cert/sign_certificate.h"
#include "common/x509/parse_certificate.h"
#include "fixture.h"

namespace postern::kube_token {
namespace {

using testing::HasSubstr;
using testing::Not;

class CaFilesTest : public KubeletCertTest {
 protected:
  CaFilesTest() { host_.secrets["ca"] = cluster_ca_.key(); }
  std::unique_ptr<KubeletCert> backend() {
    return make({{"mode", "ca-files"}, {"ca_cert", cluster_ca_.certificate()}, {"ca_key", "ca"}});
  }
  sdk::Result<void> self_test(KubeletCert& backend) {
    auto call = host_.call();
    return backend.self_test(call);
  }
  test::TestCa cluster_ca_{"kubernetes"};
};

TEST_F(CaFilesTest, SignsWhatTheSpecificationSays) {
  const auto result = contribute(*backend(), test::make_csr({.names = {"IP:10.0.0.7", "IP:fd00::7"}}).der);
  ASSERT_TRUE(result.ok()) << result.failure().operator_text();
  const std::string text = openssl({"x509", "-noout", "-text", "-in"});
  EXPECT_THAT(text, HasSubstr("Version: 3"));
  EXPECT_THAT(text, HasSubstr("Issuer: CN = kubernetes"));
  EXPECT_THAT(text, HasSubstr("Subject: O = system:nodes, CN = system:node:node-1"));
  EXPECT_THAT(text, HasSubstr("Signature Algorithm: ecdsa-with-SHA256"));
  EXPECT_THAT(text, HasSubstr("X509v3 Basic Constraints: critical\n                CA:FALSE"));
  EXPECT_THAT(text, HasSubstr("X509v3 Key Usage: critical\n                Digital Signature, Key Encipherment\n"));
  EXPECT_THAT(text, HasSubstr("TLS Web Client Authentication, TLS Web Server Authentication\n"));
  EXPECT_THAT(text, HasSubstr("IP Address:10.0.0.7, IP Address:FD00:0:0:0:0:0:0:7\n"));
  EXPECT_THAT(text, HasSubstr("X509v3 Authority Key Identifier"));
  EXPECT_THAT(text, HasSubstr("X509v3 Subject Key Identifier"));
  EXPECT_TRUE(host_.effects.empty());
}

TEST_F(CaFilesTest, GivesACertificateThatTheCaVouchesFor) {
  ASSERT_TRUE(contribute(*backend(), test::make_csr().der).ok());
  const std::string ca = files_.write("ca.crt", cluster_ca_.certificate());
  for (const std::string purpose : {"sslclient", "sslserver"})
    EXPECT_THAT(openssl({"verify", "-x509_strict", "-purpose", purpose, "-CAfile", ca}), HasSubstr("OK"));
}

TEST_F(CaFilesTest, CopiesNothingElse) {
  const test::CsrSpec spec{.names = {"DNS:kubernetes.default.svc", "email:a@b.example", "URI:https://x.example"}, .is_ca = true};
  ASSERT_TRUE(contribute(*backend(), test::make_csr(spec).der).ok());
  const std::string text = openssl({"x509", "-noout", "-text", "-in"});
  EXPECT_THAT(text, Not(HasSubstr("Subject Alternative Name")));
  EXPECT_THAT(text, Not(HasSubstr("CA:TRUE")));
  EXPECT_THAT(text, Not(HasSubstr("Certificate Sign")));
}

TEST_F(CaFilesTest, KeepsTheRequestsKey) {
  const test::MadeCsr made = test::make_csr({.key = "P-384"});
  ASSERT_TRUE(contribute(*backend(), made.der).ok());
  const std::string key = files_.write("node.key", made.key);
  EXPECT_EQ(openssl({"x509", "-noout", "-pubkey", "-in"}), test::run({"openssl", "pkey", "-pubout", "-in", key}));
}

TEST_F(CaFilesTest, EndsAfterAYearOrWithTheCa) {
  const auto request = node_csr();
  const auto now = std::chrono::floor<std::chrono::seconds>(host_.now);
  auto ca = read_ca_certificate(cluster_ca_.certificate()).take();
  const auto ends = [&](x509::Time at) {
    const auto authority = check_authority(ca, sdk::as_bytes(cluster_ca_.key()), at);
    const auto pem = sign_certificate(request, authority.value(), at);
    const auto made = x509::parse_one_certificate(sdk::as_bytes(pem.value()), "made").take();
    EXPECT_EQ(made.not_before(), std::chrono::floor<std::chrono::seconds>(at) - std::chrono::hours(2));
    return made.not_after();
  };
  EXPECT_EQ(ends(now), ca.not_after());  // the test's CA lives for a day
  const std::string key = files_.write("long.key", cluster_ca_.key());
  const std::string made = files_.path() + "/long.crt";
  test::run({"openssl", "req", "-x509", "-new", "-key", key, "-days", "3650", "-subj", "/CN=long", "-out", made});
  ca = read_ca_certificate(test::run({"cat", made})).take();
  EXPECT_EQ(ends(now), now + std::chrono::hours(365 * 24));
}

TEST_F(CaFilesTest, DrawsSerialNumbersOf128Bits) {
  const auto kubelet_cert = backend();
  std::set<std::string> serials;
  std::size_t longest = 0;
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(contribute(*kubelet_cert, test::make_csr().der).ok());
    const auto made = x509::parse_one_certificate(sdk::as_bytes(host_.field("kubelet_cert")), "made").take();
    EXPECT_FALSE(made.serial().starts_with("-"));
    longest = std::max(longest, made.serial().size());
    serials.insert(made.serial());
  }
  EXPECT_EQ(serials.size(), 20u);
  EXPECT_EQ(longest, 32u);
}

TEST_F(CaFilesTest, TakesKeysOfAllForms) {
  const std::string ec = files_.write("ec.key", cluster_ca_.key());
  host_.secrets["ca"] = test::run({"openssl", "ec", "-in", ec});
  EXPECT_THAT(host_.secrets["ca"], HasSubstr("BEGIN EC PRIVATE KEY"));
  EXPECT_TRUE(self_test(*backend()).ok());
  const std::string rsa = files_.path() + "/rsa.key", certificate = files_.path() + "/rsa.crt";
  test::run({"openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", rsa, "-days", "30", "-subj", "/CN=r", "-out",
             certificate});
  host_.secrets["ca"] = test::run({"openssl", "rsa", "-traditional", "-in", rsa});
  EXPECT_THAT(host_.secrets["ca"], HasSubstr("BEGIN RSA PRIVATE KEY"));
  host_.now += std::chrono::minutes(1);  // the certificate was made after the fixture
  const auto of_rsa = make({{"mode", "ca-files"}, {"ca_cert", test::run({"cat", certificate})}, {"ca_key", "ca"}});
  ASSERT_TRUE(self_test(*of_rsa).ok());
  ASSERT_TRUE(contribute(*of_rsa, test::make_csr().der).ok());
  EXPECT_THAT(openssl({"verify", "-CAfile", certificate}), HasSubstr("OK"));
}

TEST_F(CaFilesTest, SelfTestFindsKeysThatDoNotFit) {
  const auto kubelet_cert = backend();
  EXPECT_TRUE(self_test(*kubelet_cert).ok());
  host_.secrets["ca"] = test::TestCa("other").key();
  expect_failure(self_test(*kubelet_cert), POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED);
  host_.secrets["ca"] = "no key";
  expect_failure(self_test(*kubelet_cert), POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED);
  host_.secrets.erase("ca");
  expect_failure(self_test(*kubelet_cert), POSTERN_MISCONFIGURED, POSTERN_REASON_SECRET_UNREADABLE);
}

TEST_F(CaFilesTest, RefusesToSignOutsideTheCasValidity) {
  const auto kubelet_cert = backend();
  host_.now += std::chrono::hours(48);
  expect_failure(contribute(*kubelet_cert, test::make_csr().der), POSTERN_MISCONFIGURED, POSTERN_REASON_CERTIFICATE_EXPIRED);
  host_.now -= std::chrono::hours(96);
  expect_failure(contribute(*kubelet_cert, test::make_csr().der), POSTERN_MISCONFIGURED, POSTERN_REASON_CERTIFICATE_EXPIRED);
  EXPECT_TRUE(host_.fields.empty());
}

TEST_F(CaFilesTest, RefusesRequestsThatAreNoKubelets) {
  const auto kubelet_cert = backend();
  const std::pair<std::string, std::string> cn{"CN", "system:node:a"}, o{"O", "system:nodes"};
  const std::vector<test::CsrSpec> bad{{.subject = {{"O", "system:masters"}, cn}},
                                       {.subject = {o, {"O", "system:masters"}, cn}},
                                       {.subject = {o, {"CN", "admin"}}},
                                       {.signs_with_another_key = true}};
  for (const test::CsrSpec& spec : bad) {
    expect_failure(contribute(*kubelet_cert, test::make_csr(spec).der), POSTERN_DENIED, POSTERN_REASON_REQUEST_INVALID);
    EXPECT_TRUE(host_.fields.empty());
  }
  expect_failure(contribute(*kubelet_cert, ""), POSTERN_DENIED, POSTERN_REASON_REQUEST_INVALID);
  expect_failure(contribute(*kubelet_cert, "no request"), POSTERN_DENIED, POSTERN_REASON_REQUEST_INVALID);
}

TEST_F(CaFilesTest, DoesNothingUnlessWanted) {
  host_.secrets.clear();
  EXPECT_TRUE(contribute(*backend(), test::make_csr().der, {"token"}).ok());
  EXPECT_TRUE(host_.fields.empty());
}

TEST_F(CaFilesTest, HasNothingToRevoke) {
  auto call = host_.call();
  EXPECT_FALSE(backend()->revoke(call, sdk::as_bytes("x")).ok());
}

}  // namespace
}  // namespace postern::kube_token
