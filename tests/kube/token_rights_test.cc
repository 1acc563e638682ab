// SPDX-License-Identifier: Apache-2.0
//
// What a node may do with the token of its ticket: ask for a certificate, and nothing else.

#include <gmock/gmock.h>

#include <set>

#include "backends/kube-token/bootstrap_token/kube_token.h"
#include "common/crypto/secret_text.h"
#include "common/csr/parse_csr.h"
#include "kube/cluster_test.h"
#include "support/csr_builder.h"

namespace postern::kube_token {
namespace {

using kube::Method;
using kube::Resource;
using nlohmann::json;

const Resource kCsrs{"certificates.k8s.io", "v1", "", "certificatesigningrequests"};
constexpr const char* kNodeGroup = "system:bootstrappers:kubeadm:default-node-token";

class TokenRights : public test::ClusterTest {
 protected:
  void SetUp() override {
    ClusterTest::SetUp();
    if (IsSkipped()) return;
    // As kubeadm binds it.
    cluster().apply({{"apiVersion", "rbac.authorization.k8s.io/v1"},
                     {"kind", "ClusterRoleBinding"},
                     {"metadata", {{"name", "kubeadm:kubelet-bootstrap"}}},
                     {"roleRef", {{"apiGroup", "rbac.authorization.k8s.io"}, {"kind", "ClusterRole"}, {"name", "system:node-bootstrapper"}}},
                     {"subjects", {{{"apiGroup", "rbac.authorization.k8s.io"}, {"kind", "Group"}, {"name", kNodeGroup}}}}});
    const auto backend = make<KubeToken>(by_kubeconfig(cluster().admin_kubeconfig()));
    const std::string name = "token";
    const postern_bytes wanted[] = {sdk::raw(name)};
    auto call = host_.call();
    ASSERT_TRUE(backend->contribute(call, {"join", "worker", "request-1", {}, wanted}).ok());
    token_ = host_.field("token");
    ASSERT_TRUE(cluster().await([&] { return !cluster().who_is(token_).is_null() && may("create", kCsrs); }));
  }
  bool may(const std::string& verb, const Resource& of) {
    const json asked = {{"verb", verb}, {"group", of.group}, {"resource", of.plural}, {"namespace", of.space}, {"name", of.name}, {"subresource", of.subresource}};
    return cluster().request_as(token_, Method::kPost, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                                {{"spec", {{"resourceAttributes", asked}}}}).body["status"]["allowed"] == true;
  }
  static json csr_object(const std::string& name) {
    const std::string der = test::make_csr().der;
    const std::string pem = csr::parse_csr(sdk::as_bytes(der)).value().pem();
    const sdk::Secret base64 = common::encode_base64(sdk::as_bytes(pem));
    return {{"apiVersion", "certificates.k8s.io/v1"},
            {"kind", "CertificateSigningRequest"},
            {"metadata", {{"name", name}}},
            {"spec", {{"request", common::text_of(base64)},
                      {"signerName", "kubernetes.io/kube-apiserver-client-kubelet"},
                      {"usages", {"digital signature", "key encipherment", "client auth"}}}}};
  }
  std::string token_;
};

TEST_F(TokenRights, CreatesACertificateSigningRequestAsItsUser) {
  const auto created = cluster().request_as(token_, Method::kPost, kCsrs.path(), csr_object("by-token"));
  ASSERT_EQ(created.code, 201) << created.body;
  EXPECT_EQ(created.body["spec"]["username"], "system:bootstrap:" + token_.substr(0, 6));
  EXPECT_THAT(created.body["spec"]["groups"].get<std::vector<std::string>>(),
              testing::IsSupersetOf({"system:bootstrappers", kNodeGroup}));
}

// The server lists what RBAC allows: nothing but what kubeadm binds, and the questions about oneself that everybody may ask.
TEST_F(TokenRights, HasNoOtherRule) {
  const auto rules = cluster().request_as(token_, Method::kPost, "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
                                          {{"spec", {{"namespace", "kube-system"}}}});
  ASSERT_EQ(rules.code, 201) << rules.body;
  std::set<std::string> resources;
  for (const json& rule : rules.body["status"]["resourceRules"])
    for (const json& resource : rule["resources"]) {
      resources.insert(resource);
      if (resource != "certificatesigningrequests") continue;
      EXPECT_THAT(rule["verbs"].get<std::vector<std::string>>(), testing::IsSubsetOf({"create", "get", "list", "watch"}));
    }
  EXPECT_EQ(resources, (std::set<std::string>{"certificatesigningrequests", "selfsubjectaccessreviews", "selfsubjectreviews",
                                              "selfsubjectrulesreviews"}));
}

TEST_F(TokenRights, IsRefusedEverythingElse) {
  const std::vector<Resource> others = {
      {"", "v1", "kube-system", "secrets"}, {"", "v1", "kube-system", "configmaps"}, {"", "v1", "default", "pods"},
      {"", "v1", "", "nodes"}, {"", "v1", "", "namespaces"}, {"", "v1", "kube-system", "serviceaccounts"},
      {"apps", "v1", "kube-system", "daemonsets"}, {"rbac.authorization.k8s.io", "v1", "", "clusterrolebindings"},
      {"apiextensions.k8s.io", "v1", "", "customresourcedefinitions"}, {"coordination.k8s.io", "v1", "kube-node-lease", "leases"}};
  for (const Resource& each : others) {
    const std::string token = token_;
    EXPECT_EQ(cluster().request_as(token, Method::kGet, each.path()).code, 403) << each.text();
    EXPECT_EQ(cluster().request_as(token, Method::kPost, each.path(), {{"metadata", {{"name", "x"}}}}).code, 403) << each.text();
    EXPECT_EQ(cluster().request_as(token, Method::kDelete, each.named("x").path()).code, 403) << each.text();
    for (const char* verb : {"get", "list", "watch", "create", "update", "patch", "delete", "impersonate"})
      EXPECT_FALSE(may(verb, each)) << verb << " " << each.text();
  }
  for (const char* verb : {"update", "patch", "delete", "deletecollection"}) EXPECT_FALSE(may(verb, kCsrs)) << verb;
  EXPECT_FALSE(may("update", kCsrs.named("by-token").part("approval")));
  EXPECT_FALSE(may("approve", Resource{"certificates.k8s.io", "v1", "", "signers", "kubernetes.io/kube-apiserver-client-kubelet"}));
}

}  // namespace
}  // namespace postern::kube_token
