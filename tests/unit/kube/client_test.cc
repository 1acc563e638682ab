// SPDX-License-Identifier: Apache-2.0
#include "common/kube/api_client.h"

#include <gmock/gmock.h>

#include <thread>

#include "common/kube/access_rights.h"
#include "common/kube/node_version.h"
#include "unit/kube/client_fixture.h"

namespace postern::kube {
namespace {

using nlohmann::json;
using testing::HasSubstr;

TEST_F(ClientTest, SpeaksEveryVerb) {
  const auto api = client();
  const Resource object = kConfigMaps.named("x");
  auto call = host_.call();
  const json body = {{"kind", "ConfigMap"}};
  ASSERT_TRUE(api->get(call, object).ok());
  ASSERT_TRUE(api->post(call, kConfigMaps, body).ok());
  ASSERT_TRUE(api->put(call, object, body).ok());
  ASSERT_TRUE(api->patch(call, object, body).ok());
  ASSERT_TRUE(api->apply(call, object, body).ok());
  ASSERT_TRUE(api->remove(call, object).ok());
  ASSERT_TRUE(api->remove(call, object, {{"preconditions", {{"uid", "u"}}}}).ok());
  const auto seen = server_->requests();
  const std::string of_all = kConfigMaps.path(), of_one = object.path();
  const struct {
    const char *method, *type;
    std::string path;
  } expected[] = {{"GET", "", of_one},
                  {"POST", "application/json", of_all},
                  {"PUT", "application/json", of_one},
                  {"PATCH", "application/merge-patch+json", of_one},
                  {"PATCH", "application/apply-patch+yaml", of_one + "?fieldManager=postern&force=true"},
                  {"DELETE", "", of_one},
                  {"DELETE", "application/json", of_one}};
  ASSERT_EQ(seen.size(), std::size(expected));
  for (std::size_t i = 0; i < seen.size(); ++i) {
    EXPECT_EQ(seen[i].method, expected[i].method) << i;
    EXPECT_EQ(seen[i].path, expected[i].path) << i;
    const auto type = seen[i].headers.find("content-type");
    EXPECT_EQ(type == seen[i].headers.end() ? "" : type->second, expected[i].type) << i;
    EXPECT_EQ(seen[i].headers.at("authorization"), "Bearer gate-token");
  }
  EXPECT_EQ(seen.back().body, R"({"preconditions":{"uid":"u"}})");
  EXPECT_EQ(server_->connections(), 1);  // kept alive over all verbs
}

TEST_F(ClientTest, AsksForNoPathOutsideOfTheApi) {
  const auto api = client();
  auto call = host_.call();
  for (const std::string name : {"../../x", "x?y", "x#y", "..", "A"})
    expect_failure(api->get(call, kConfigMaps.named(name)), POSTERN_INTERNAL, POSTERN_REASON_PLUGIN_FAULT);
  EXPECT_TRUE(server_->requests().empty());
}

struct Refusal {
  int http;
  postern_status status;
  const char* reason;
  const char* says;
};

class ClientRefusal : public ClientTest, public testing::WithParamInterface<Refusal> {};

TEST_P(ClientRefusal, IsAFailureOfItsClass) {
  start([](const test::ApiRequest&) { return status(GetParam().http, "SomeReason", "the message"); });
  const auto result = post(*client());
  expect_failure(result, GetParam().status, GetParam().reason);
  const sdk::Failure& failure = result.failure();
  EXPECT_THAT(failure.operator_text(), HasSubstr(GetParam().says));
  EXPECT_THAT(failure.operator_text(), HasSubstr(": SomeReason: the message"));
  EXPECT_EQ(failure.subject(), "configmaps in namespace kube-system");
  EXPECT_EQ(failure.observed(), "HTTP " + std::to_string(GetParam().http) + " SomeReason");
  EXPECT_EQ(is_not_found(failure), GetParam().http == 404);
  EXPECT_EQ(is_conflict(failure), GetParam().http == 409);
}

INSTANTIATE_TEST_SUITE_P(
    All, ClientRefusal,
    testing::Values(
        Refusal{301, POSTERN_MISCONFIGURED, POSTERN_REASON_BACKEND_REFUSED, "refuses to create"},
        Refusal{400, POSTERN_MISCONFIGURED, POSTERN_REASON_BACKEND_REFUSED, "refuses to create"},
        Refusal{401, POSTERN_MISCONFIGURED, POSTERN_REASON_BACKEND_REFUSED, "does not accept this gate's credentials"},
        Refusal{403, POSTERN_MISCONFIGURED, POSTERN_REASON_BACKEND_REFUSED, "may not create configmaps in namespace kube-system"},
        Refusal{404, POSTERN_MISCONFIGURED, POSTERN_REASON_BACKEND_REFUSED, "has no configmaps"},
        Refusal{409, POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_REFUSED, "refuses to create"},
        Refusal{422, POSTERN_MISCONFIGURED, POSTERN_REASON_BACKEND_REFUSED, "refuses to create"},
        Refusal{429, POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE, "cannot create"},
        Refusal{500, POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE, "cannot create"},
        Refusal{503, POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE, "cannot create"},
        Refusal{504, POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE, "cannot create"}),
    [](const auto& each) { return "http" + std::to_string(each.param.http); });

TEST_F(ClientTest, TakesOnlyAnObjectForASuccess) {
  for (const std::string body : {"", "[]", "null", "<html>", R"({"a":1,"a":2})"}) {
    start([&](const test::ApiRequest&) { return test::ApiAnswer{200, body}; });
    expect_failure(get(*client()), POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE);
  }
}

TEST_F(ClientTest, ShowsNothingOfAnAnswerToASecret) {
  start([](const test::ApiRequest& request) { return status(500, "InternalError", request.body); });
  const auto api = client();
  auto call = host_.call();
  ApiRequest request{Method::kPost, kConfigMaps, R"({"data":"hunter2"})"};
  request.is_secret = true;
  const auto hidden = api->send(call, request);
  expect_failure(hidden, POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE);
  EXPECT_EQ(hidden.failure().operator_text().find("hunter2"), std::string::npos);
  EXPECT_THAT(server_->requests().at(0).headers.at("accept"), HasSubstr("as=PartialObjectMetadata"));
  request.is_secret = false;
  EXPECT_THAT(api->send(call, request).failure().operator_text(), HasSubstr("hunter2"));
}

TEST_F(ClientTest, NamesTheVerbsThatAreMissing) {
  start([](const test::ApiRequest& request) -> test::ApiAnswer {
    const auto asked = json::parse(request.body)["spec"]["resourceAttributes"];
    const bool may = asked["verb"] == "get" && asked["name"] == "x";
    return {201, json({{"status", {{"allowed", may}}}}).dump()};
  });
  const auto api = client();
  auto call = host_.call();
  EXPECT_TRUE(check_rights(call, *api, {{"get", kConfigMaps.named("x")}}).ok());
  const Resource approval = Resource{"certificates.k8s.io", "v1", "", "certificatesigningrequests"}.named("y").part("approval");
  const auto result = check_rights(call, *api, {{"get", kConfigMaps.named("x")}, {"create", kConfigMaps}, {"update", approval}});
  expect_failure(result, POSTERN_MISCONFIGURED, POSTERN_REASON_BACKEND_REFUSED);
  EXPECT_THAT(result.failure().operator_text(),
              HasSubstr("may not create configmaps in namespace kube-system, nor update "
                        "certificatesigningrequests.certificates.k8s.io/approval \"y\""));
  const auto asked = json::parse(server_->requests().back().body)["spec"]["resourceAttributes"];
  EXPECT_EQ(asked, json({{"verb", "update"}, {"group", "certificates.k8s.io"}, {"resource", "certificatesigningrequests"},
                         {"subresource", "approval"}, {"name", "y"}}));
}

TEST_F(ClientTest, ReadsTheNodeVersion) {
  const auto api = client();
  auto call = host_.call();
  std::string body = R"({"spec":{"kubernetesComponentsReference":"k8s-components-sha256-abc"}})";
  int code = 200;
  start([&](const test::ApiRequest&) { return test::ApiAnswer{code, body}; });
  EXPECT_EQ(read_node_version(call, *api).value()->components_reference, "k8s-components-sha256-abc");
  EXPECT_EQ(server_->requests().back().path, "/apis/update.edgeless.systems/v1alpha1/nodeversions/constellation-version");
  for (const char* bad : {"{}", R"({"spec":{"kubernetesComponentsReference":""}})",
                          R"({"spec":{"kubernetesComponentsReference":"../x"}})", R"({"spec":{"kubernetesComponentsReference":7}})"}) {
    body = bad;
    expect_failure(read_node_version(call, *api), POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE);
  }
  body = "404 page not found\n";
  code = 404;
  EXPECT_FALSE(read_node_version(call, *api).value());
  code = 500;
  EXPECT_FALSE(read_node_version(call, *api).ok());
}

TEST_F(ClientTest, KeepsConnectionsOfManyThreads) {
  const auto api = client();
  std::vector<std::thread> threads;
  std::vector<test::RecordingHost> hosts(6);
  for (test::RecordingHost& host : hosts) {
    host.secrets = host_.secrets;
    threads.emplace_back([&] {
      auto call = host.call();
      for (int i = 0; i < 20; ++i) EXPECT_TRUE(api->get(call, kConfigMaps.named("x")).ok());
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(server_->requests().size(), 120u);
  EXPECT_LE(server_->connections(), 6);
}

}  // namespace
}  // namespace postern::kube
