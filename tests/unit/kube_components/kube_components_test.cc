// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/components/kube_components.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/kube/client_fixture.h"

namespace postern::kube_token {
namespace {

using kube::expect_failure;
using nlohmann::json;

const std::string kNodeVersion = "/apis/update.edgeless.systems/v1alpha1/nodeversions/constellation-version";
const std::string kConfigMaps = "/api/v1/namespaces/kube-system/configmaps/";
const std::string kList =
    R"([{"url":"https://example.org/kubelet","hash":"sha256:df6e130928403af8b4f49f1197e26f2873a147cd0e23aa6597a26c982c652ae0",)"
    R"("install_path":"/run/state/bin/kubelet"}])";

class KubeComponentsTest : public kube::ClientTest {
 protected:
  KubeComponentsTest() {
    start([this](const test::ApiRequest& request) {
      const auto found = objects_.find(request.path);
      return found == objects_.end() ? kube::status(404, "NotFound") : test::ApiAnswer{200, found->second.dump()};
    });
    objects_[kNodeVersion] = {{"spec", {{"kubernetesClusterVersion", "v1.29.8"}, {"kubernetesComponentsReference", "k8s-components-1"}}}};
    objects_[kConfigMaps + "k8s-components-1"] = config_map("v1.29.0");
  }
  static json config_map(const std::string& version) {
    return {{"metadata", {{"name", "k8s-components-1"}}}, {"data", {{"cluster-version", version}, {"components", kList}}}};
  }
  std::unique_ptr<KubeComponents> backend(json more = json::object()) {
    json config = {{"mode", "kubeconfig"}, {"kubeconfig", "admin"}};
    config.update(more);
    auto read = KubeComponents::read_config(config.dump());
    EXPECT_TRUE(read.ok()) << (read.ok() ? "" : read.failure().operator_text());
    auto call = host_.call();
    return KubeComponents::create(call, read.take()).take();
  }
  sdk::Result<void> contribute(json more = json::object(), const std::vector<std::string>& wanted = {"kubernetes_version", "kubernetes_components"}) {
    host_.fields.clear();
    host_.log.clear();
    std::vector<postern_bytes> names;
    for (const std::string& name : wanted) names.push_back(sdk::raw(std::string_view(name)));
    auto call = host_.call();
    return backend(std::move(more))->contribute(call, {"join", "worker", "request-1", {}, names});
  }
  std::map<std::string, json> objects_;
};

TEST_F(KubeComponentsTest, TellsWhatTheClusterSays) {
  const auto result = contribute();
  ASSERT_TRUE(result.ok()) << result.failure().operator_text();
  ASSERT_EQ(host_.fields.size(), 2u);
  EXPECT_EQ(host_.field("kubernetes_version"), "v1.29.8");
  EXPECT_EQ(host_.fields[1].name, "kubernetes_components");
  EXPECT_EQ(host_.fields[1].key, "/run/state/bin/kubelet");
  const json value = json::parse(host_.fields[1].value.bytes);
  EXPECT_EQ(value["url"], "https://example.org/kubelet");
  EXPECT_EQ(value["extract"], false);
}

TEST_F(KubeComponentsTest, TakesTheConfigMapsVersionWhenThereIsNoOther) {
  objects_[kNodeVersion]["spec"].erase("kubernetesClusterVersion");
  ASSERT_TRUE(contribute().ok());
  EXPECT_EQ(host_.field("kubernetes_version"), "v1.29.0");
}

TEST_F(KubeComponentsTest, TellsNothingWhereThereIsNothing) {
  objects_.clear();
  EXPECT_TRUE(contribute().ok());
  EXPECT_TRUE(host_.fields.empty());
  EXPECT_EQ(host_.log.size(), 1u);
  ASSERT_TRUE(contribute({{"version", "v1.30.1"}}).ok());
  ASSERT_EQ(host_.fields.size(), 1u);
  EXPECT_EQ(host_.field("kubernetes_version"), "v1.30.1");
}

TEST_F(KubeComponentsTest, RefusesWhereItIsRequired) {
  objects_.clear();
  expect_failure(contribute({{"required", true}}), POSTERN_MISCONFIGURED, POSTERN_REASON_BACKEND_REFUSED);
  objects_[kNodeVersion] = {{"spec", {{"kubernetesClusterVersion", "v1.29.8"}}}};
  EXPECT_FALSE(contribute({{"required", true}}).ok());
}

TEST_F(KubeComponentsTest, TakesWhatIsConfigured) {
  objects_.erase(kNodeVersion);
  ASSERT_TRUE(contribute({{"config_map", "k8s-components-1"}}).ok());
  EXPECT_EQ(host_.field("kubernetes_version"), "v1.29.0");
  EXPECT_EQ(host_.fields.size(), 2u);
  ASSERT_TRUE(contribute({{"config_map", "k8s-components-1"}, {"version", "v1.30.1"}}).ok());
  EXPECT_EQ(host_.field("kubernetes_version"), "v1.30.1");
  for (const auto& request : server_->requests()) EXPECT_EQ(request.path, kConfigMaps + "k8s-components-1");
}

TEST_F(KubeComponentsTest, RefusesAConfigMapThatIsNamedAndNotThere) {
  objects_.erase(kConfigMaps + "k8s-components-1");
  expect_failure(contribute(), POSTERN_MISCONFIGURED, POSTERN_REASON_BACKEND_REFUSED);
  EXPECT_TRUE(host_.fields.empty());
}

TEST_F(KubeComponentsTest, RefusesContentsThatAreWrong) {
  const std::vector<std::pair<json, json>> bad{
      {{{"data", {{"components", "[{}]"}}}}, nullptr},
      {{{"data", json::object()}}, nullptr},
      {config_map("latest"), nullptr},
      {config_map("v1.29.0"), {{"spec", {{"kubernetesClusterVersion", "x"}, {"kubernetesComponentsReference", "k8s-components-1"}}}}},
      {config_map("v1.29.0"), {{"spec", {{"kubernetesComponentsReference", "../secrets/x"}}}}}};
  const json node_version = objects_[kNodeVersion];
  for (const auto& [map, node] : bad) {
    objects_[kConfigMaps + "k8s-components-1"] = map;
    objects_[kNodeVersion] = node.is_null() ? node_version : node;
    const auto result = contribute();
    ASSERT_FALSE(result.ok()) << map << node;
    EXPECT_TRUE(host_.fields.empty());
  }
}

TEST_F(KubeComponentsTest, AsksNothingUnlessWanted) {
  EXPECT_TRUE(contribute(json::object(), {"token"}).ok());
  EXPECT_TRUE(server_->requests().empty());
}

TEST_F(KubeComponentsTest, SelfTestReadsAll) {
  auto call = host_.call();
  EXPECT_TRUE(backend()->self_test(call).ok());
  objects_.erase(kConfigMaps + "k8s-components-1");
  EXPECT_FALSE(backend()->self_test(call).ok());
}

TEST(KubeComponentsConfigTest, RefusesWhatDoesNotFit) {
  EXPECT_TRUE(json::parse(kKubeComponentsSchema).is_object());
  for (const std::string config :
       {R"({})", R"({"mode":"in-cluster","version":"latest"})", R"({"mode":"in-cluster","config_map":"A"})",
        R"({"mode":"in-cluster","required":"yes"})", R"({"mode":"kubeconfig"})", R"({"mode":"in-cluster","x":1})"})
    expect_failure(read_kube_components_config(config), POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED);
}

}  // namespace
}  // namespace postern::kube_token
