// SPDX-License-Identifier: Apache-2.0
//
// What nodes are told of versions and components, and which names their SSH certificates get, from a real API server.

#include <gmock/gmock.h>

#include "backends/kube-token/components/kube_components.h"
#include "backends/kube-token/ssh_host/ssh_host_cert.h"
#include "kube/cluster_test.h"
#include "unit/ssh/keygen.h"

namespace postern::kube_token {
namespace {

using kube::Method;
using nlohmann::json;
using testing::HasSubstr;

constexpr const char* kList =
    R"([{"url":"https://example.org/kubelet","hash":"sha256:df6e130928403af8b4f49f1197e26f2873a147cd0e23aa6597a26c982c652ae0",)"
    R"("install_path":"/run/state/bin/kubelet"}])";

class ComponentsOnServer : public test::ClusterTest {
 protected:
  sdk::Result<void> contribute(sdk::Backend& backend, const std::vector<std::string>& wanted,
                               const std::vector<postern_field>& fields = {}) {
    host_.fields.clear();
    std::vector<postern_bytes> names;
    for (const std::string& name : wanted) names.push_back(sdk::raw(std::string_view(name)));
    auto call = host_.call();
    return backend.contribute(call, {"join", "worker", "request-1", fields, names});
  }
  sdk::Result<void> components(const json& more = json::object()) {
    json config = by_kubeconfig(cluster().kubeconfig_of_token(cluster().gate_token()), "gate");
    config.update(more);
    return contribute(*make<KubeComponents>(config), {"kubernetes_version", "kubernetes_components"});
  }
  static void write_config_map(const std::string& name, const json& data) {
    cluster().apply({{"apiVersion", "v1"}, {"kind", "ConfigMap"}, {"metadata", {{"name", name}, {"namespace", "kube-system"}}}, {"data", data}});
  }
  static bool gate_may_get(const std::string& plural, const std::string& name) {
    const bool is_custom = plural == "nodeversions";
    return cluster().await_right(test::Cluster::kGate,
                                 {"get", {is_custom ? "update.edgeless.systems" : "", is_custom ? "v1alpha1" : "v1",
                                          is_custom ? "" : "kube-system", plural, name}},
                                 true);
  }
};

TEST_F(ComponentsOnServer, AreTheClustersOrNone) {
  cluster().apply_rbac({"kube-components"});
  ASSERT_TRUE(gate_may_get("nodeversions", "constellation-version") && gate_may_get("configmaps", "any"));
  const auto none = components();
  ASSERT_TRUE(none.ok()) << none.failure().operator_text();
  EXPECT_TRUE(host_.fields.empty());
  EXPECT_FALSE(components({{"required", true}}).ok());

  cluster().install_constellation("k8s-components-test");
  const auto dangling = components();
  ASSERT_FALSE(dangling.ok());
  EXPECT_EQ(dangling.failure().status(), POSTERN_MISCONFIGURED);

  write_config_map("k8s-components-test", {{"cluster-version", "v1.29.8"}, {"components", kList}});
  const auto all = components({{"required", true}});
  ASSERT_TRUE(all.ok()) << all.failure().operator_text();
  EXPECT_EQ(host_.field("kubernetes_version"), "v1.29.8");
  ASSERT_EQ(host_.fields.size(), 2u);
  EXPECT_EQ(host_.fields[1].key, "/run/state/bin/kubelet");
  cluster().remove_constellation();
}

TEST_F(ComponentsOnServer, SshPrincipalsAreTheApiServersToo) {
  cluster().apply_rbac({"ssh-host-cert"});
  write_config_map("kubeadm-config", {{"ClusterConfiguration", "apiServer:\n  certSANs: [api.example.com]\nkind: ClusterConfiguration\n"}});
  ASSERT_TRUE(gate_may_get("configmaps", "kubeadm-config"));
  host_.secrets["gate"] = cluster().kubeconfig_of_token(cluster().gate_token());
  host_.earlier_fields["ssh_ca_seed"] = {POSTERN_TYPE_BYTES, 0, std::string(32, 's')};
  const auto backend = make<SshHostCert>({{"cert_sans", "kubeadm-config"}, {"kubeconfig", "gate"}});
  test::TempDir files;
  const std::string key = ssh::wire_of(ssh::generate_key(files, {"-t", "ed25519"}).line);
  const std::vector<postern_field> fields{
      {sdk::raw(std::string_view("host_public_key")), {}, {POSTERN_TYPE_BYTES, 0, 0, sdk::raw(std::string_view(key))}},
      {sdk::raw(std::string_view("host_certificate_principals")), {}, {POSTERN_TYPE_TEXT, 0, 0, sdk::raw(std::string_view("node-1"))}}};
  const auto result = contribute(*backend, {"host_certificate"}, fields);
  ASSERT_TRUE(result.ok()) << result.failure().operator_text();
  EXPECT_THAT(ssh::describe(files, host_.field("host_certificate")),
              HasSubstr("Principals: \n                node-1\n                api.example.com\n        Critical"));
}

}  // namespace
}  // namespace postern::kube_token
