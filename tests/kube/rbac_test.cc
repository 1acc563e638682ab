// SPDX-License-Identifier: Apache-2.0
//
// packaging/kubernetes/rbac.yaml: with all of it each component works as the gate's ServiceAccount; without any one of its
// verbs something that the component does is refused, and the refusal names that verb and the resource.

#include <gmock/gmock.h>

#include <functional>
#include <map>

#include "backends/kube-token/bootstrap_token/kube_token.h"
#include "backends/kube-token/components/kube_components.h"
#include "backends/kube-token/joining_node/joining_node.h"
#include "backends/kube-token/kubelet_cert/kubelet_cert.h"
#include "backends/kube-token/ssh_host/ssh_host_cert.h"
#include "kube/cluster_test.h"
#include "kube/manifests.h"
#include "support/csr_builder.h"

namespace postern::kube_token {
namespace {

using kube::Method;
using kube::Resource;
using kube::Right;
using nlohmann::json;
using testing::HasSubstr;

constexpr const char* kComponentsName = "k8s-components-test";

// Rule: a verb of a role, and the role without it.
struct Rule {
  Right right;
  json role, without;
};

std::vector<Rule> rules_of(const json& role) {
  std::vector<Rule> out;
  const json& rules = role["rules"];
  for (std::size_t i = 0; i < rules.size(); ++i) {
    for (std::size_t j = 0; j < rules[i]["verbs"].size(); ++j) {
      std::string plural = rules[i]["resources"][0], part;
      if (const std::size_t slash = plural.find('/'); slash != plural.npos) {
        part = plural.substr(slash + 1);
        plural.resize(slash);
      }
      Resource of{rules[i]["apiGroups"][0], "v1", role["metadata"].value("namespace", ""), plural, "", part};
      if (rules[i].contains("resourceNames")) of.name = rules[i]["resourceNames"][0];
      Rule rule{{rules[i]["verbs"][j], of}, role, role};
      rule.without["rules"][i]["verbs"].erase(j);
      if (rule.without["rules"][i]["verbs"].empty()) rule.without["rules"].erase(i);
      out.push_back(std::move(rule));
    }
  }
  return out;
}

class Rbac : public test::ClusterTest {
 protected:
  void SetUp() override {
    ClusterTest::SetUp();
    if (IsSkipped()) return;
    cluster().install_constellation(kComponentsName);
    cluster().apply({{"apiVersion", "v1"}, {"kind", "ConfigMap"}, {"metadata", {{"name", kComponentsName}, {"namespace", "kube-system"}}},
                     {"data", {{"components", "[]"}, {"cluster-version", "v1.33.0"}}}});
    cluster().apply({{"apiVersion", "v1"}, {"kind", "ConfigMap"}, {"metadata", {{"name", "kubeadm-config"}, {"namespace", "kube-system"}}},
                     {"data", {{"ClusterConfiguration", "apiServer:\n  certSANs: [api.example]\n"}}}});
    cluster().apply_rbac({});
    access_ = by_kubeconfig(cluster().kubeconfig_of_token(cluster().gate_token()), "gate");
  }

  // contribute: one join of a worker, with these ticket fields wanted; then what it announced is revoked.
  sdk::Result<void> join(sdk::Backend& backend, const std::vector<std::string>& fields, const std::string& node = "node-1") {
    host_.fields.clear();
    host_.effects.clear();
    const std::string csr = test::make_csr({.subject = {{"O", "system:nodes"}, {"CN", "system:node:" + node}}}).der;
    const std::string name = "certificate_request";
    const postern_field asked[] = {{sdk::raw(name), {}, {POSTERN_TYPE_BYTES, 0, 0, sdk::raw(csr)}}};
    std::vector<postern_bytes> wanted;
    for (const std::string& field : fields) wanted.push_back(sdk::raw(field));
    auto call = host_.call();
    return backend.contribute(call, {"join", "worker", "request-1", asked, wanted});
  }
  sdk::Result<void> undo(sdk::Backend& backend) {
    auto call = host_.call();
    for (const std::string& effect : host_.effects) POSTERN_CHECK(backend.revoke(call, sdk::as_bytes(effect)));
    return {};
  }

  // What each component does in a join, and when the join fails. Success with all of its rights.
  sdk::Result<void> tokens() {
    const auto backend = make<KubeToken>(access_);
    POSTERN_CHECK(join(*backend, {"token"}));
    return undo(*backend);
  }
  sdk::Result<void> joining_node() {
    const auto backend = make<joining_node::JoiningNode>(access_);
    POSTERN_CHECK(join(*backend, {}));
    POSTERN_CHECK(join(*backend, {}));  // again: over the first entry
    POSTERN_CHECK(join(*backend, {}, "node-2"));
    return undo(*backend);
  }
  sdk::Result<void> components() { return join(*make<KubeComponents>(access_), {"kubernetes_version", "kubernetes_components"}); }
  // Nobody signs here, so it ends with the deadline once everything else went well.
  sdk::Result<void> kubelet_cert() {
    json config = access_;
    config["mode"] = "csr-api";
    const auto backend = make<KubeletCert>(config);
    host_.remaining = std::chrono::seconds(5);
    const auto result = join(*backend, {"kubelet_cert"});
    host_.remaining = std::chrono::seconds(30);
    if (result.ok() || result.failure().status() != POSTERN_DEADLINE_EXCEEDED) return result;
    return undo(*backend);
  }

  sdk::Result<void> ssh_host_cert() {
    json config = access_;
    config.erase("mode");  // it is clear from the other keys
    config["cert_sans"] = "kubeadm-config";
    const auto backend = make<SshHostCert>(config);
    auto call = host_.call();
    return backend->self_test(call);  // reads what a join reads
  }

  sdk::Result<void> act(const std::string& component) {
    if (component == "bootstrap-token") return tokens();
    if (component == "joining-node") return joining_node();
    if (component == "kube-components") return components();
    if (component == "kubelet-cert") return kubelet_cert();
    if (component == "ssh-host-cert") return ssh_host_cert();
    return sdk::Failure::internal("no test of " + component);
  }
  void clean_up() {
    cluster().request(Method::kDelete, kube::Resource{"update.edgeless.systems", "v1alpha1", "", "joiningnodes"}.path());
  }
  void walk(const std::string& component);

  json access_;
};

void Rbac::walk(const std::string& component) {
  cluster().apply_rbac({component});
  std::vector<Rule> rules;
  for (const json& object : test::rbac_of(component))
    if (object.contains("rules"))
      for (Rule& rule : rules_of(object)) rules.push_back(std::move(rule));
  ASSERT_FALSE(rules.empty());
  for (const Rule& rule : rules) ASSERT_TRUE(cluster().await_right(test::Cluster::kGate, rule.right, true)) << rule.right.resource.text();
  const auto whole = act(component);
  ASSERT_TRUE(whole.ok()) << whole.failure().operator_text();
  for (const Rule& rule : rules) {
    SCOPED_TRACE(rule.right.verb + " " + rule.right.resource.text());
    clean_up();
    cluster().apply(rule.without);
    ASSERT_TRUE(cluster().await_right(test::Cluster::kGate, rule.right, false));
    const auto refused = act(component);
    cluster().apply(rule.role);
    ASSERT_TRUE(cluster().await_right(test::Cluster::kGate, rule.right, true));
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.failure().status(), POSTERN_MISCONFIGURED) << refused.failure().operator_text();
    EXPECT_EQ(refused.failure().code(), POSTERN_REASON_BACKEND_REFUSED);
    EXPECT_THAT(refused.failure().operator_text(), HasSubstr(rule.right.resource.plural == "signers" ? "approve" : rule.right.verb + " "));
    EXPECT_THAT(refused.failure().operator_text(), HasSubstr(rule.right.resource.plural == "signers" ? rule.right.resource.name : rule.right.resource.plural));
  }
  clean_up();
  const auto again = act(component);
  EXPECT_TRUE(again.ok()) << again.failure().operator_text();
  for (const json& object : test::rbac_of(component)) cluster().remove(object);  // other components have rights in common
}

TEST_F(Rbac, BootstrapTokensNeedTheirRoleAndNoLess) { walk("bootstrap-token"); }
TEST_F(Rbac, JoiningNodesNeedTheirRoleAndNoLess) { walk("joining-node"); }
TEST_F(Rbac, ComponentsNeedTheirRoleAndNoLess) { walk("kube-components"); }
TEST_F(Rbac, SshCertificatesNeedTheirRoleAndNoLess) { walk("ssh-host-cert"); }
TEST_F(Rbac, KubeletCertificatesNeedTheirRoleAndNoLess) { walk("kubelet-cert"); }

TEST_F(Rbac, HasNothingThatIsNotWalked) {
  EXPECT_THAT(test::components_of_rbac(),
              testing::UnorderedElementsAre("gate", "bootstrap-token", "joining-node", "kube-components", "kubelet-cert", "ssh-host-cert"));
}

// The components find out by themselves, when the gate starts.
TEST_F(Rbac, SelfTestsNameWhatIsMissing) {
  auto call = host_.call();
  const auto tokens = make<KubeToken>(access_)->self_test(call);
  ASSERT_FALSE(tokens.ok());
  EXPECT_THAT(tokens.failure().operator_text(), HasSubstr("may not create secrets in namespace kube-system, nor delete secrets in namespace kube-system"));
  const auto nodes = make<joining_node::JoiningNode>(access_)->self_test(call);
  ASSERT_FALSE(nodes.ok());
  for (const char* verb : {"get", "create", "patch", "delete"})
    EXPECT_THAT(nodes.failure().operator_text(), HasSubstr(std::string(verb) + " joiningnodes.update.edgeless.systems"));
}

TEST_F(Rbac, TheExampleIsAcceptedByTheServer) {
  for (const json& object : test::read_manifests("gate.yaml")) EXPECT_NO_THROW(cluster().apply(object)) << object["kind"];
}

// The kubelet replaces the token in a pod while the gate runs; an old one ends with the ServiceAccount that it was made for.
TEST_F(Rbac, FollowsARotatedToken) {
  cluster().apply_rbac({"bootstrap-token"});
  test::TempDir mount;
  mount.write("ca.crt", cluster().ca().certificate(), 0644);
  mount.write("token", cluster().gate_token(), 0644);
  const auto backend = make<KubeToken>({{"mode", "in-cluster"}, {"service_account_dir", mount.path()}, {"api_server", cluster().url()}});
  const auto works = [&] { return join(*backend, {"token"}).ok() && undo(*backend).ok(); };
  ASSERT_TRUE(cluster().await(works));
  for (const json& object : test::rbac_of("gate"))
    if (object["kind"] == "ServiceAccount") cluster().remove(object);
  cluster().apply_rbac({});
  ASSERT_TRUE(cluster().await([&] { return !works(); }));  // the server remembers for some seconds that it accepted a token
  const auto refused = join(*backend, {"token"});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.failure().code(), POSTERN_REASON_BACKEND_REFUSED);
  EXPECT_THAT(refused.failure().operator_text(), HasSubstr("does not accept this gate's credentials"));
  mount.write("token", cluster().gate_token(), 0644);
  EXPECT_TRUE(cluster().await(works));
  for (const json& object : test::rbac_of("bootstrap-token")) cluster().remove(object);
}

}  // namespace
}  // namespace postern::kube_token
