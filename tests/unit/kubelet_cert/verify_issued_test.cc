// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/kubelet_cert/verify_issued.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fixture.h"

namespace postern::kube_token {
namespace {

class VerifyIssuedTest : public KubeletCertTest {
 protected:
  std::string signed_by(test::TestCa& ca, const test::SignerManner& manner = {}) {
    return test::sign_request({ca.certificate(), ca.key()}, request_.verified().csr().pem(), manner);
  }
  sdk::Result<std::string> verify(const std::string& pem, bool may_serve = false) {
    return verify_issued(pem, {request_, ca_.certificate(), may_serve}, host_.now);
  }
  void expect_refused(const test::SignerManner& manner, bool may_serve = false) {
    const auto result = verify(signed_by(ca_, manner), may_serve);
    expect_failure(result, POSTERN_DENIED, POSTERN_REASON_BACKEND_REFUSED);
    EXPECT_EQ(result.ok() ? "" : result.failure().subject(), "kubelet_cert");
  }
  csr::NodeCsr request_ = node_csr({.names = {"IP:10.0.0.7", "DNS:node-1"}});
};

TEST_F(VerifyIssuedTest, TakesWhatWasAskedFor) {
  const std::string pem = signed_by(ca_);
  const auto result = verify(pem);
  ASSERT_TRUE(result.ok()) << result.failure().operator_text();
  EXPECT_EQ(result.value(), pem);
  EXPECT_TRUE(verify(signed_by(ca_, {.extended_key_usage = "clientAuth,serverAuth"}), true).ok());
  EXPECT_TRUE(verify(signed_by(ca_, {.names = "IP:10.0.0.7"})).ok());
}

TEST_F(VerifyIssuedTest, TakesTheSubjectInEitherOrder) {
  request_ = node_csr({.subject = {{"CN", "system:node:node-1"}, {"O", "system:nodes"}}});
  EXPECT_TRUE(verify(signed_by(ca_, {.common_name = "system:node:node-1"})).ok());
}

TEST_F(VerifyIssuedTest, RefusesAnotherKeyOrSubject) {
  expect_refused({.signs_another_key = true});
  expect_refused({.common_name = "system:node:node-2"});
  expect_refused({.common_name = "system:node:node-1.x"});
  expect_refused({.common_name = "admin"});
}

TEST_F(VerifyIssuedTest, RefusesCas) {
  expect_refused({.basic_constraints = "critical,CA:TRUE"});
  expect_refused({.key_usage = "critical,digitalSignature,keyCertSign"});
}

TEST_F(VerifyIssuedTest, RefusesWiderUsages) {
  expect_refused({.key_usage = ""});
  expect_refused({.key_usage = "digitalSignature,dataEncipherment"});
  expect_refused({.extended_key_usage = ""});
  expect_refused({.extended_key_usage = "clientAuth,serverAuth"});
  expect_refused({.extended_key_usage = "serverAuth"}, true);
  expect_refused({.extended_key_usage = "clientAuth,codeSigning"}, true);
  expect_refused({.extended_key_usage = "anyExtendedKeyUsage"}, true);
  expect_refused({.extended_key_usage = "clientAuth,1.2.3.4.5"}, true);
}

TEST_F(VerifyIssuedTest, RefusesNamesThatAreNoRequestedAddresses) {
  for (const std::string names : {"DNS:node-1", "IP:10.0.0.8", "IP:10.0.0.7,DNS:x", "URI:https://x"})
    expect_refused({.names = names});
}

TEST_F(VerifyIssuedTest, RefusesWhatIsNotValidNow) {
  expect_refused({.first_second = -7200, .last_second = -60});
  expect_refused({.first_second = 3000});
}

TEST_F(VerifyIssuedTest, RefusesOtherIssuers) {
  test::TestCa stranger("cluster");
  expect_failure(verify(signed_by(stranger)), POSTERN_DENIED, POSTERN_REASON_BACKEND_REFUSED);
  // A CA that the answer brings along vouches for nothing.
  expect_failure(verify(signed_by(stranger) + stranger.certificate()), POSTERN_DENIED, POSTERN_REASON_BACKEND_REFUSED);
}

TEST_F(VerifyIssuedTest, RefusesWhatIsNoCertificate) {
  const std::vector<std::string> others{"", "text", ca_.key()};
  for (const std::string& pem : others)
    expect_failure(verify(pem), POSTERN_DENIED, POSTERN_REASON_BACKEND_REFUSED);
}

TEST_F(VerifyIssuedTest, NeedsACa) {
  expect_failure(verify_issued(signed_by(ca_), {request_, "text"}, host_.now), POSTERN_MISCONFIGURED,
                 POSTERN_REASON_MISCONFIGURED);
}

}  // namespace
}  // namespace postern::kube_token
