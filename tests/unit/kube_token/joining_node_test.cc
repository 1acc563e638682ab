// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "joining_fixture.h"

namespace postern::joining_node {
namespace {

using kube::expect_failure;
using nlohmann::json;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::HasSubstr;

constexpr const char* kOthersMark = "00000000000000000000000000000000";

TEST_F(JoiningTest, ListsAWorkerUnderItsName) {
  const auto node = backend();
  const auto result = join(*node, "Node_1.Example");
  ASSERT_TRUE(result.ok()) << result.failure().operator_text();
  ASSERT_EQ(store_.objects.size(), 1u);
  const json& object = store_.objects.at("node-1.example");
  EXPECT_EQ(object["apiVersion"], "update.edgeless.systems/v1alpha1");
  EXPECT_EQ(object["kind"], "JoiningNode");
  EXPECT_EQ(object["spec"], json({{"name", "node-1.example"},
                                  {"componentsreference", "components-1"},
                                  {"iscontrolplane", false},
                                  {"deadline", in(hours(48))}}));
  const auto effect = parse_effect(host_.effects.at(0));
  EXPECT_EQ(effect->name, "node-1.example");
  EXPECT_EQ(object["metadata"]["annotations"][kMark], effect->mark);
  EXPECT_TRUE(host_.fields.empty());
}

TEST_F(JoiningTest, AnnouncesBeforeItCreates) {
  std::size_t announced = 0;
  start([&](const test::ApiRequest& request) {
    if (request.method == "POST") announced = host_.effects.size();
    return store_.answer(request);
  });
  ASSERT_TRUE(join(*backend(), "node-1").ok());
  EXPECT_EQ(announced, 1u);
}

TEST_F(JoiningTest, RevokeRemovesWhatTheRequestMade) {
  const auto node = backend();
  ASSERT_TRUE(join(*node, "node-1").ok());
  EXPECT_TRUE(revoke(*node, host_.effects.at(0)).ok());
  EXPECT_TRUE(store_.objects.empty());
  EXPECT_TRUE(revoke(*node, host_.effects.at(0)).ok());
}

TEST_F(JoiningTest, AJoinThatFailsLeavesTheEntryOfAnEarlierOne) {
  const auto node = backend();
  ASSERT_TRUE(join(*node, "node-1").ok());
  const std::string first = host_.effects.at(0);
  host_.now += hours(1);
  ASSERT_TRUE(join(*node, "node-1").ok());
  EXPECT_EQ(store_.objects.at("node-1")["spec"]["deadline"], in(hours(48)));
  EXPECT_EQ(server_->requests().back().path,
            std::string(ObjectStore::kGroup) + "joiningnodes/node-1?fieldManager=postern&force=true");
  EXPECT_TRUE(host_.effects.empty());  // nothing of the second join has to be undone
  // The first one fails late: its entry is the second one's by now.
  EXPECT_TRUE(revoke(*node, first).ok());
  EXPECT_TRUE(store_.objects.contains("node-1"));
}

TEST_F(JoiningTest, RevokeSparesAnEntryThatIsRenewedMeanwhile) {
  const auto node = backend();
  ASSERT_TRUE(join(*node, "node-1").ok());
  const std::string effect = host_.effects.at(0);
  start([&](const test::ApiRequest& request) {
    if (request.method == "DELETE") store_.put("node-1", {{"name", "node-1"}}, kOthersMark);  // between look and step
    return store_.answer(request);
  });
  EXPECT_TRUE(revoke(*node, effect).ok());
  EXPECT_TRUE(store_.objects.contains("node-1"));
}

TEST_F(JoiningTest, RevokeTakesEffectsOnly) {
  const auto node = backend();
  for (const std::string effect : {"", "node-1", "node-1 ", "node-1 xyz", "../x 00000000000000000000000000000000",
                                   "node-1 0000000000000000000000000000000G"})
    expect_failure(revoke(*node, effect), POSTERN_INTERNAL, POSTERN_REASON_PLUGIN_FAULT);
  EXPECT_TRUE(server_->requests().empty());
}

TEST_F(JoiningTest, ListsOneControlPlaneAtATime) {
  const auto node = backend();
  ASSERT_TRUE(join(*node, "cp-1", "control-plane").ok());
  const json& object = store_.objects.at("control-plane");
  EXPECT_EQ(object["spec"]["name"], "cp-1");
  EXPECT_EQ(object["spec"]["iscontrolplane"], true);
  EXPECT_EQ(object["spec"]["deadline"], in(minutes(10)));
  host_.now += minutes(4);
  const auto second = join(*node, "cp-2", "control-plane");
  expect_failure(second, POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_REFUSED);
  EXPECT_EQ(second.failure().retry_after(), minutes(6));
  EXPECT_FALSE(second.failure().peer_text().empty());
  // What the second announced is not the first one's.
  EXPECT_TRUE(revoke(*node, host_.effects.at(0)).ok());
  EXPECT_EQ(store_.objects.at("control-plane")["spec"]["name"], "cp-1");
}

TEST_F(JoiningTest, AControlPlaneTakesThePlaceOfOneThatNeverCame) {
  const auto node = backend();
  ASSERT_TRUE(join(*node, "cp-1", "control-plane").ok());
  const std::string first = host_.effects.at(0);
  host_.now += minutes(10);
  ASSERT_TRUE(join(*node, "cp-2", "control-plane").ok());
  EXPECT_EQ(store_.objects.at("control-plane")["spec"]["name"], "cp-2");
  EXPECT_TRUE(revoke(*node, first).ok());
  EXPECT_EQ(store_.objects.at("control-plane")["spec"]["name"], "cp-2");
}

TEST_F(JoiningTest, OfTwoThatTakeAPlaceOneWins) {
  store_.put("control-plane", {{"deadline", "2020-01-01T00:00:00Z"}}, kOthersMark);
  start([&](const test::ApiRequest& request) {
    if (request.method == "DELETE") store_.put("control-plane", {{"deadline", in(minutes(9))}}, kOthersMark);
    return store_.answer(request);
  });
  const auto result = join(*backend(), "cp-2", "control-plane");
  expect_failure(result, POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_REFUSED);
  EXPECT_EQ(result.failure().retry_after(), minutes(9));
  EXPECT_EQ(store_.objects.at("control-plane")["metadata"]["annotations"][kMark], kOthersMark);
}

// libcurl sends a request again when a kept connection turns out to have ended; the first may have been carried out.
TEST_F(JoiningTest, KnowsItsOwnEntryWhenARequestWasSentTwice) {
  start([&](const test::ApiRequest& request) {
    if (request.method == "POST") store_.answer(request);
    return store_.answer(request);
  });
  for (const std::string role : {"worker", "control-plane"}) {
    const auto result = join(*backend(), "node-1", role);
    EXPECT_TRUE(result.ok()) << result.failure().operator_text();
    EXPECT_EQ(host_.effects.size(), 1u);
    EXPECT_TRUE(revoke(*backend(), host_.effects.at(0)).ok());
  }
  EXPECT_TRUE(store_.objects.empty());
}

TEST_F(JoiningTest, WaitsForAnEntryWithoutAReadableDeadline) {
  for (const json& spec : {json::object(), json({{"deadline", "soon"}}), json({{"deadline", 7}})}) {
    store_.put("control-plane", spec, kOthersMark);
    const auto result = join(*backend(), "cp-2", "control-plane");
    expect_failure(result, POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_REFUSED);
    EXPECT_EQ(result.failure().retry_after(), seconds(0));
    EXPECT_TRUE(store_.objects.contains("control-plane"));
  }
}

TEST_F(JoiningTest, TheRoleDecidesAndNotTheName) {
  const auto result = join(*backend(), "Control_Plane");
  expect_failure(result, POSTERN_DENIED, POSTERN_REASON_REQUEST_INVALID);
  EXPECT_TRUE(server_->requests().empty());
  ASSERT_TRUE(join(*backend(), "control-plane", "control-plane").ok());
}

TEST_F(JoiningTest, DeniesARequestThatNamesNoNode) {
  const auto node = backend();
  const auto csr = [](const std::string& cn) { return test::make_csr({.subject = {{"CN", cn}}}).der; };
  const std::vector<std::string> bad = {"", "no CSR", csr("node-1"), csr("system:node:"), csr("system:node:a b"), csr("system:node:-a"),
                                        csr("system:node:a/b"), csr("system:node:" + std::string(60, 'a') + "."),
                                        test::make_csr({.subject = {{"O", "system:nodes"}}}).der,
                                        test::make_csr({.subject = {{"CN", "system:node:a"}, {"CN", "system:node:b"}}}).der,
                                        test::make_csr({.signs_with_another_key = true}).der};
  for (const std::string& each : bad)
    expect_failure(join_with(*node, each), POSTERN_DENIED, POSTERN_REASON_REQUEST_INVALID);
  auto call = host_.call();
  expect_failure(node->contribute(call, {"join", "worker", "r", {}, {}}), POSTERN_DENIED, POSTERN_REASON_REQUEST_INVALID);
  EXPECT_TRUE(server_->requests().empty());
}

TEST_F(JoiningTest, DoesNothingInAnotherKindOfCluster) {
  store_.has_version = store_.has_resource = false;
  ASSERT_TRUE(join(*backend(), "node-1").ok());
  EXPECT_EQ(host_.log.size(), 1u);
  EXPECT_TRUE(host_.effects.empty());
  store_.has_version = true;
  for (const std::string role : {"worker", "control-plane"}) {
    ASSERT_TRUE(join(*backend(), "node-1", role).ok());
    expect_failure(join(*backend(true), "node-1", role), POSTERN_MISCONFIGURED, POSTERN_REASON_BACKEND_REFUSED);
  }
  store_.has_version = false;
  expect_failure(join(*backend(true), "node-1"), POSTERN_MISCONFIGURED, POSTERN_REASON_BACKEND_REFUSED);
}

TEST_F(JoiningTest, FailuresOfTheServerAreFailuresOfTheJoin) {
  for (const auto& [code, wanted] : std::map<int, postern_status>{
           {403, POSTERN_MISCONFIGURED}, {500, POSTERN_UNAVAILABLE}, {503, POSTERN_UNAVAILABLE}, {422, POSTERN_MISCONFIGURED}})
    for (const std::string method : {"GET", "POST", "PATCH"}) {
      store_.objects.clear();
      if (method == "PATCH") store_.put("node-1", json::object(), kOthersMark);
      start([&, code = code](const test::ApiRequest& request) -> test::ApiAnswer {
        if (request.method == method) return {code, R"({"kind":"Status","reason":"Some"})"};
        return store_.answer(request);
      });
      const auto result = join(*backend(), "node-1");
      ASSERT_FALSE(result.ok()) << code << method;
      EXPECT_EQ(result.failure().status(), wanted) << code << method;
    }
}

TEST_F(JoiningTest, SelfTestAsksForEveryRightThatIsUsed) {
  std::vector<std::string> asked;
  start([&](const test::ApiRequest& request) -> test::ApiAnswer {
    if (request.method != "POST") return store_.answer(request);
    const json of = json::parse(request.body)["spec"]["resourceAttributes"];
    asked.push_back(of["verb"].get<std::string>() + " " + of["resource"].get<std::string>());
    return {201, R"({"status":{"allowed":true}})"};
  });
  auto call = host_.call();
  EXPECT_TRUE(backend()->self_test(call).ok());
  EXPECT_THAT(asked, testing::UnorderedElementsAre("get nodeversions", "get joiningnodes", "create joiningnodes",
                                                   "patch joiningnodes", "delete joiningnodes"));
  EXPECT_TRUE(backend(true)->self_test(call).ok());
  store_.has_resource = false;
  EXPECT_TRUE(backend()->self_test(call).ok());
  expect_failure(backend(true)->self_test(call), POSTERN_MISCONFIGURED, POSTERN_REASON_BACKEND_REFUSED);
}

TEST(JoiningConfig, NamesTheKeyThatDoesNotFit) {
  const auto refused = [](const json& config) { return read_config(config.dump()).failure().subject(); };
  EXPECT_EQ(refused(json::object()), "/mode");
  EXPECT_EQ(refused({{"mode", "manifest"}}), "/mode");
  EXPECT_EQ(refused({{"mode", "kubeconfig"}}), "/kubeconfig");
  EXPECT_EQ(refused({{"mode", "in-cluster"}, {"required", "yes"}}), "/required");
  EXPECT_EQ(refused({{"mode", "in-cluster"}, {"ttl", "1m"}}), "/ttl");
  EXPECT_FALSE(read_config(R"({"mode":"in-cluster"})").value().is_required);
  const json schema = json::parse(kConfigSchema);
  for (const char* key : {"mode", "service_account_dir", "api_server", "kubeconfig", "timeout", "required"})
    EXPECT_TRUE(schema["properties"].contains(key)) << key;
  EXPECT_EQ(schema["properties"].size(), 6u);
}

}  // namespace
}  // namespace postern::joining_node
