// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/kubelet_cert/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/test_pki.h"
#include "unit/kube/fixture.h"

namespace postern::kube_token {
namespace {

using nlohmann::json;

void expect_wrong(const json& config, const std::string& pointer) {
  const auto read = read_kubelet_cert_config(config.dump());
  kube::expect_failure(read, POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED);
  EXPECT_EQ(read.ok() ? "" : read.failure().subject(), pointer);
}

class KubeletCertConfigTest : public testing::Test {
 protected:
  json files() { return {{"mode", "ca-files"}, {"ca_cert", ca_.certificate()}, {"ca_key", "ca"}}; }
  test::TestCa ca_{"kubernetes"};
};

TEST_F(KubeletCertConfigTest, SchemaIsJson) { EXPECT_TRUE(json::parse(kKubeletCertSchema).is_object()); }

TEST_F(KubeletCertConfigTest, ReadsCaFiles) {
  const auto read = read_kubelet_cert_config(files().dump());
  ASSERT_TRUE(read.ok()) << read.failure().operator_text();
  EXPECT_EQ(std::get<CaFilesConfig>(read.value().mode).ca_key, "ca");
}

TEST_F(KubeletCertConfigTest, ReadsCsrApi) {
  const auto read = read_kubelet_cert_config(R"({"mode":"csr-api","kubeconfig":"k","timeout":"2s"})");
  ASSERT_TRUE(read.ok()) << read.failure().operator_text();
  const auto& config = std::get<CsrApiConfig>(read.value().mode);
  EXPECT_EQ(config.signer, kKubeletSigner);
  EXPECT_EQ(std::get<kube::KubeconfigConfig>(config.access.source).secret, "k");
  const auto in_cluster = read_kubelet_cert_config(R"({"mode":"csr-api","signer":"ca.example.org/nodes_1.x"})");
  ASSERT_TRUE(in_cluster.ok());
  EXPECT_EQ(std::get<CsrApiConfig>(in_cluster.value().mode).signer, "ca.example.org/nodes_1.x");
}

TEST_F(KubeletCertConfigTest, RefusesWhatIsMissingOrUnknown) {
  expect_wrong(json::object(), "/mode");
  expect_wrong({{"mode", "other"}}, "/mode");
  expect_wrong({{"mode", "ca-files"}, {"ca_cert", ca_.certificate()}}, "/ca_key");
  expect_wrong({{"mode", "ca-files"}, {"ca_key", "ca"}}, "/ca_cert");
  json more = files();
  more["signer"] = "a/b";
  expect_wrong(more, "/signer");
  expect_wrong({{"mode", "csr-api"}, {"ca_key", "ca"}}, "/ca_key");
}

TEST_F(KubeletCertConfigTest, RefusesCertificatesThatAreNoCa) {
  json config = files();
  config["ca_cert"] = ca_.issue({"leaf"}).certificate;
  expect_wrong(config, "/ca_cert");
  config["ca_cert"] = "text";
  expect_wrong(config, "/ca_cert");
  config["ca_cert"] = ca_.certificate() + ca_.certificate();
  expect_wrong(config, "/ca_cert");
}

TEST_F(KubeletCertConfigTest, RefusesSignersThatCannotDoIt) {
  for (const std::string signer : {"kubernetes.io/kubelet-serving", "kubernetes.io/kube-apiserver-client",
                                   "kubernetes.io/legacy-unknown", "nodes", "/x", "a/", "A/b", "a/b/c", "a/b c"})
    expect_wrong({{"mode", "csr-api"}, {"signer", signer}}, "/signer");
  expect_wrong({{"mode", "csr-api"}, {"signer_ca", "text"}}, "/signer_ca");
}

}  // namespace
}  // namespace postern::kube_token
