// SPDX-License-Identifier: Apache-2.0
//
// joining-node against a real API server with the custom resources of Constellation.

#include <gmock/gmock.h>

#include <set>
#include <thread>

#include "backends/kube-token/joining_node/joining_node.h"
#include "common/kube/node_version.h"
#include "common/kube/timestamp.h"
#include "kube/cluster_test.h"
#include "support/csr_builder.h"

namespace postern::joining_node {
namespace {

using kube::Method;
using nlohmann::json;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const kube::Resource kNodes = kube::of_constellation("joiningnodes");

class JoiningNodes : public test::ClusterTest {
 protected:
  void SetUp() override {
    ClusterTest::SetUp();
    if (IsSkipped()) return;
    cluster().install_constellation("components-1");
    cluster().request(Method::kDelete, kNodes.path());
    node_ = make<JoiningNode>(config());
  }
  json config(bool is_required = false) {
    json config = by_kubeconfig(cluster().admin_kubeconfig());
    config["required"] = is_required;
    return config;
  }
  static sdk::Result<void> join(test::RecordingHost& host, JoiningNode& node, const std::string& name, const std::string& role) {
    host.effects.clear();
    const std::string csr = test::make_csr({.subject = {{"O", "system:nodes"}, {"CN", "system:node:" + name}}}).der;
    const std::string field = "certificate_request";
    const postern_field fields[] = {{sdk::raw(field), {}, {POSTERN_TYPE_BYTES, 0, 0, sdk::raw(csr)}}};
    auto call = host.call();
    return node.contribute(call, {"join", role, "request-1", fields, {}});
  }
  void joins(const std::string& name, const std::string& role = "worker") {
    const auto result = join(host_, *node_, name, role);
    ASSERT_TRUE(result.ok()) << result.failure().operator_text();
  }
  void revokes(const std::string& effect) {
    auto call = host_.call();
    const auto result = node_->revoke(call, sdk::as_bytes(effect));
    EXPECT_TRUE(result.ok()) << result.failure().operator_text();
  }
  static test::Reply get(const std::string& name) { return cluster().request(Method::kGet, kNodes.named(name).path()); }
  std::string in(seconds time) const { return kube::timestamp(std::chrono::floor<seconds>(host_.now) + time); }

  std::unique_ptr<JoiningNode> node_;
};

TEST_F(JoiningNodes, ListsAWorkerAndTakesItBack) {
  joins("Worker_1");
  const auto listed = get("worker-1");
  ASSERT_EQ(listed.code, 200) << listed.body;
  EXPECT_EQ(listed.body["spec"], json({{"name", "worker-1"}, {"componentsreference", "components-1"}, {"iscontrolplane", false}, {"deadline", in(hours(48))}}));
  revokes(host_.effects.at(0));
  EXPECT_EQ(get("worker-1").code, 404);
  revokes(host_.effects.at(0));
}

TEST_F(JoiningNodes, AppliesOverTheEntryOfAnEarlierJoin) {
  joins("worker-1");
  const std::string first = host_.effects.at(0);
  host_.now += hours(1);
  joins("worker-1");
  EXPECT_TRUE(host_.effects.empty());
  const auto listed = get("worker-1");
  EXPECT_EQ(listed.body["spec"]["deadline"], in(hours(48)));
  std::set<std::string> managers;
  for (const json& manager : listed.body["metadata"]["managedFields"]) managers.insert(manager["manager"]);
  EXPECT_TRUE(managers.contains("postern"));
  revokes(first);
  EXPECT_EQ(get("worker-1").code, 200);
}

TEST_F(JoiningNodes, LetsOneControlPlaneJoinAtATime) {
  joins("cp-1", "control-plane");
  const std::string first = host_.effects.at(0);
  EXPECT_EQ(get("control-plane").body["spec"], json({{"name", "cp-1"}, {"componentsreference", "components-1"}, {"iscontrolplane", true}, {"deadline", in(minutes(10))}}));
  const auto second = join(host_, *node_, "cp-2", "control-plane");
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.failure().status(), POSTERN_UNAVAILABLE);
  EXPECT_EQ(second.failure().code(), POSTERN_REASON_BACKEND_REFUSED);
  EXPECT_GT(second.failure().retry_after(), minutes(9));
  EXPECT_LE(second.failure().retry_after(), minutes(10));
  revokes(host_.effects.at(0));
  EXPECT_EQ(get("control-plane").code, 200);
  host_.now += minutes(10);  // the first one never came
  joins("cp-2", "control-plane");
  EXPECT_EQ(get("control-plane").body["spec"]["name"], "cp-2");
  revokes(first);
  EXPECT_EQ(get("control-plane").body["spec"]["name"], "cp-2");
  revokes(host_.effects.at(0));
  EXPECT_EQ(get("control-plane").code, 404);
}

TEST_F(JoiningNodes, OfManyControlPlanesAtOnceOneIsListed) {
  constexpr std::size_t kMany = 12;
  std::vector<test::RecordingHost> hosts(kMany);
  std::vector<std::thread> threads;
  std::atomic<int> listed = 0, told_to_wait = 0;
  for (std::size_t i = 0; i < kMany; ++i) {
    hosts[i].secrets = host_.secrets;
    hosts[i].now = host_.now;
    threads.emplace_back([&, i] {
      const auto result = join(hosts[i], *node_, "cp-" + std::to_string(i), "control-plane");
      if (result.ok()) ++listed;
      else if (result.failure().code() == POSTERN_REASON_BACKEND_REFUSED && result.failure().retry_after() > seconds(0)) ++told_to_wait;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(listed, 1);
  EXPECT_EQ(told_to_wait, static_cast<int>(kMany) - 1);
}

TEST_F(JoiningNodes, KnowsWhetherTheClusterHasThem) {
  auto call = host_.call();
  const auto required = make<JoiningNode>(config(true));
  const auto tested = required->self_test(call);
  EXPECT_TRUE(tested.ok()) << tested.failure().operator_text();
  cluster().remove_constellation();
  EXPECT_TRUE(node_->self_test(call).ok());
  host_.log.clear();
  for (const std::string role : {"worker", "control-plane"}) {
    EXPECT_TRUE(join(host_, *node_, "node-1", role).ok());
    const auto refused = join(host_, *required, "node-1", role);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.failure().status(), POSTERN_MISCONFIGURED);
  }
  EXPECT_EQ(host_.log.size(), 2u);
  EXPECT_FALSE(required->self_test(call).ok());
}

}  // namespace
}  // namespace postern::joining_node
