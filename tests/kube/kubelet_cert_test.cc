// SPDX-License-Identifier: Apache-2.0
//
// Certificates of kubelets in front of a real API server, which alone says who a certificate is. Its CSRs are signed by
// a signer of the test, since there is no controller manager.

#include "backends/kube-token/kubelet_cert/kubelet_cert.h"

#include <gmock/gmock.h>

#include "kube/cluster_test.h"
#include "support/csr_builder.h"
#include "support/csr_signer.h"

namespace postern::kube_token {
namespace {

using kube::Method;
using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

const std::string kObjects = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

class KubeletCertOnServer : public test::ClusterTest {
 protected:
  sdk::Result<void> contribute(KubeletCert& backend, const std::string& der) {
    host_.fields.clear();
    host_.effects.clear();
    const postern_field field{sdk::raw(std::string_view("certificate_request")), {},
                              {POSTERN_TYPE_BYTES, 0, 0, sdk::raw(std::string_view(der))}};
    const postern_bytes wanted[] = {sdk::raw(std::string_view("kubelet_cert"))};
    auto call = host_.call();
    return backend.contribute(call, {"join", "worker", "request-1", {&field, 1}, wanted});
  }
  std::unique_ptr<KubeletCert> by_ca_files() {
    host_.secrets["ca"] = cluster().ca().key();
    return make<KubeletCert>({{"mode", "ca-files"}, {"ca_cert", cluster().ca().certificate()}, {"ca_key", "ca"}});
  }
  // by_csr_api: as the gate's ServiceAccount, with the rights that rbac.yaml gives it and no other.
  std::unique_ptr<KubeletCert> by_csr_api(json more = json::object()) {
    cluster().apply_rbac({"kubelet-cert"});
    const kube::Resource signer{"certificates.k8s.io", "v1", "", "signers", std::string(kKubeletSigner)};
    EXPECT_TRUE(cluster().await_right(test::Cluster::kGate, {"approve", signer}, true));
    json config = by_kubeconfig(cluster().kubeconfig_of_token(cluster().gate_token()));
    config["mode"] = "csr-api";
    config.update(more);
    return make<KubeletCert>(config);
  }
  static json ask(const std::string& method, const std::string& path, const json& body) {
    return cluster().request(method == "PUT" ? Method::kPut : Method::kGet, path, body).body;
  }
  static test::CsrSigner::Answer signing(test::SignerManner manner = {}) {
    return test::issue({cluster().ca().certificate(), cluster().ca().key()}, std::move(manner));
  }

  void expect_node(const std::string& name, const test::MadeCsr& made) {
    const json user = cluster().who_is({host_.field("kubelet_cert"), made.key});
    EXPECT_EQ(user["username"], "system:node:" + name) << cluster().log();
    EXPECT_THAT(user["groups"].get<std::vector<std::string>>(),
                testing::UnorderedElementsAre("system:nodes", "system:authenticated"));
  }
  std::string text() {
    return test::run({"openssl", "x509", "-noout", "-text", "-in", files_.write("kubelet.crt", host_.field("kubelet_cert"))});
  }
  void expect_refused(const sdk::Result<void>& result, const std::string& code) {
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.failure().code(), code) << result.failure().operator_text();
    EXPECT_TRUE(host_.fields.empty());
  }
  // expect_object: whether the CSR that was announced is there; revoking ends it.
  void expect_revocable(KubeletCert& backend) {
    ASSERT_EQ(host_.effects.size(), 1u);
    const std::string path = kObjects + "/" + host_.effects[0];
    EXPECT_EQ(cluster().request(Method::kGet, path).code, 200);
    auto call = host_.call();
    for (int i = 0; i < 2; ++i) {
      const auto revoked = backend.revoke(call, sdk::as_bytes(host_.effects[0]));
      EXPECT_TRUE(revoked.ok()) << revoked.failure().operator_text();
    }
    EXPECT_EQ(cluster().request(Method::kGet, path).code, 404);
  }

  test::TempDir files_;
};

TEST_F(KubeletCertOnServer, CertificateOfCaFilesIsTheNode) {
  const test::MadeCsr made = test::make_csr({.names = {"IP:10.0.0.7", "DNS:kubernetes.default.svc"}, .is_ca = true});
  const auto result = contribute(*by_ca_files(), made.der);
  ASSERT_TRUE(result.ok()) << result.failure().operator_text();
  expect_node("node-1", made);
  EXPECT_THAT(text(), HasSubstr("Digital Signature, Key Encipherment\n"));
  EXPECT_THAT(text(), HasSubstr("IP Address:10.0.0.7\n"));
  EXPECT_THAT(text(), Not(HasSubstr("DNS:")));
  EXPECT_THAT(text(), Not(HasSubstr("CA:TRUE")));
}

TEST_F(KubeletCertOnServer, OthersThanNodesGetNone) {
  const std::pair<std::string, std::string> node{"CN", "system:node:node-1"}, nodes{"O", "system:nodes"};
  const std::vector<test::CsrSpec> bad{{.subject = {{"O", "system:masters"}, node}},
                                       {.subject = {nodes, {"O", "system:masters"}, node}},
                                       {.subject = {nodes, {"CN", "system:kube-scheduler"}}},
                                       {.signs_with_another_key = true}};
  const auto by_files = by_ca_files(), by_api = by_csr_api();
  for (const test::CsrSpec& spec : bad) {
    for (KubeletCert* backend : {by_files.get(), by_api.get()}) {
      expect_refused(contribute(*backend, test::make_csr(spec).der), POSTERN_REASON_REQUEST_INVALID);
      EXPECT_TRUE(host_.effects.empty());
    }
  }
}

TEST_F(KubeletCertOnServer, CertificateOfTheSignerIsTheNode) {
  const test::CsrSigner signer(ask, signing());
  const auto backend = by_csr_api();
  auto call = host_.call();
  const auto tested = backend->self_test(call);
  ASSERT_TRUE(tested.ok()) << tested.failure().operator_text();
  const test::MadeCsr made = test::make_csr();
  const auto result = contribute(*backend, made.der);
  ASSERT_TRUE(result.ok()) << result.failure().operator_text();
  expect_node("node-1", made);
  const json object = cluster().request(Method::kGet, kObjects + "/" + host_.effects.at(0)).body;
  EXPECT_EQ(object["spec"]["username"], test::Cluster::kGate);
  EXPECT_EQ(object["spec"]["signerName"], kKubeletSigner);
  EXPECT_EQ(object["metadata"]["annotations"]["postern-request-id"], "request-1");
  expect_revocable(*backend);
}

TEST_F(KubeletCertOnServer, SignerThatNeverAnswersLeavesNothingBehind) {
  host_.remaining = std::chrono::seconds(3);
  const auto backend = by_csr_api();
  const auto result = contribute(*backend, test::make_csr().der);
  expect_refused(result, POSTERN_REASON_BACKEND_UNAVAILABLE);
  EXPECT_EQ(result.failure().status(), POSTERN_DEADLINE_EXCEEDED);
  host_.remaining = std::chrono::seconds(30);
  expect_revocable(*backend);
}

TEST_F(KubeletCertOnServer, SignerThatAnswersAnotherKeyOrMoreIsRefused) {
  for (const test::SignerManner& manner : {test::SignerManner{.signs_another_key = true},
                                           test::SignerManner{.common_name = "system:node:node-2"},
                                           test::SignerManner{.extended_key_usage = "clientAuth,serverAuth"},
                                           test::SignerManner{.names = "DNS:kubernetes.default.svc"}}) {
    const test::CsrSigner signer(ask, signing(manner));
    const auto backend = by_csr_api();
    expect_refused(contribute(*backend, test::make_csr().der), POSTERN_REASON_BACKEND_REFUSED);
    expect_revocable(*backend);
  }
}

TEST_F(KubeletCertOnServer, SignerThatFailsIsQuoted) {
  const test::CsrSigner signer(ask, test::fail("this node is not welcome"));
  const auto backend = by_csr_api();
  const auto result = contribute(*backend, test::make_csr().der);
  expect_refused(result, POSTERN_REASON_BACKEND_REFUSED);
  EXPECT_THAT(result.failure().operator_text(), HasSubstr("this node is not welcome"));
  expect_revocable(*backend);
}

TEST_F(KubeletCertOnServer, AnotherSignerNeedsItsOwnRight) {
  const auto backend = by_csr_api({{"signer", "ca.example/nodes"}});
  auto call = host_.call();
  const auto tested = backend->self_test(call);
  expect_refused(tested, POSTERN_REASON_BACKEND_REFUSED);
  EXPECT_THAT(tested.failure().operator_text(), HasSubstr("approve signers.certificates.k8s.io \"ca.example/nodes\""));
  const auto result = contribute(*backend, test::make_csr().der);
  expect_refused(result, POSTERN_REASON_BACKEND_REFUSED);
  expect_revocable(*backend);
}

}  // namespace
}  // namespace postern::kube_token
