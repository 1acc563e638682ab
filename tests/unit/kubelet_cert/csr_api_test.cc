// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <thread>

#include "fixture.h"

namespace postern::kube_token {
namespace {

using testing::HasSubstr;
const std::string kObjects = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

// CsrApiTest: the stand-in keeps one object, and answers it as `answer_` says once it is approved.
class CsrApiTest : public KubeletCertTest {
 protected:
  CsrApiTest() {
    start([this](const test::ApiRequest& request) { return serve(request); });
  }
  std::unique_ptr<KubeletCert> backend(json more = json::object()) {
    json config = {{"mode", "csr-api"}, {"kubeconfig", "admin"}};
    config.update(more);
    return make(config);
  }
  test::PemPair authority() { return {ca_.certificate(), ca_.key()}; }

  test::ApiAnswer serve(const test::ApiRequest& request) {
    if (request.path.ends_with("selfsubjectaccessreviews")) return {201, R"({"status":{"allowed":true}})"};
    if (request.method == "POST") {
      object_ = json::parse(request.body);
      if (on_create_) on_create_(object_);
      return {201, object_.dump()};
    }
    if (request.method == "DELETE") return kube::status(object_.is_null() ? 404 : 200, "NotFound");
    if (request.method == "PUT") {
      if (conflicts_-- > 0) return kube::status(409, "Conflict");
      object_ = json::parse(request.body);
      return {200, object_.dump()};
    }
    const bool is_approved = object_.contains("/status/conditions"_json_pointer);
    if (is_approved && gets_++ >= 2 && answer_) answer_(object_);
    return {200, object_.dump()};
  }

  json object_;
  int gets_ = 0, conflicts_ = 0;
  std::function<void(json&)> on_create_;
  test::CsrSigner::Answer answer_ = test::issue(authority());
};

TEST_F(CsrApiTest, AsksApprovesAndWaits) {
  const auto result = contribute(*backend(), test::make_csr().der);
  ASSERT_TRUE(result.ok()) << result.failure().operator_text();
  EXPECT_THAT(openssl({"x509", "-noout", "-subject", "-in"}), HasSubstr("system:node:node-1"));
  const auto requests = server_->requests();
  ASSERT_GE(requests.size(), 3u);
  EXPECT_EQ(requests[0].method, "POST");
  EXPECT_EQ(requests[0].path, kObjects);
  const json sent = json::parse(requests[0].body);
  EXPECT_EQ(sent["spec"]["signerName"], "kubernetes.io/kube-apiserver-client-kubelet");
  EXPECT_EQ(sent["spec"]["usages"], json({"digital signature", "key encipherment", "client auth"}));
  EXPECT_EQ(sent["metadata"]["annotations"]["postern-request-id"], "request-1");
  const std::string name = sent["metadata"]["name"];
  EXPECT_EQ(host_.effects, std::vector<std::string>{name});
  EXPECT_EQ(requests[1].method, "PUT");
  EXPECT_EQ(requests[1].path, kObjects + "/" + name + "/approval");
  EXPECT_EQ(json::parse(requests[1].body)["status"]["conditions"][0]["type"], "Approved");
  EXPECT_EQ(requests[2].method, "GET");
  EXPECT_EQ(requests[2].path, kObjects + "/" + name);
}

TEST_F(CsrApiTest, AnnouncesBeforeItCreates) {
  std::size_t announced = 0;
  on_create_ = [&](json&) { announced = host_.effects.size(); };
  ASSERT_TRUE(contribute(*backend(), test::make_csr().der).ok());
  EXPECT_EQ(announced, 1u);
}

TEST_F(CsrApiTest, AsksTheClustersSignerForNoNames) {
  const auto kubelet_cert = backend();
  for (const std::string name : {"IP:10.0.0.7", "DNS:node-1"}) {
    expect_failure(contribute(*kubelet_cert, test::make_csr({.names = {name}}).der), POSTERN_DENIED,
                   POSTERN_REASON_REQUEST_INVALID);
    EXPECT_TRUE(host_.effects.empty());
  }
  EXPECT_TRUE(server_->requests().empty());
}

TEST_F(CsrApiTest, AsksAnotherSignerForServingToo) {
  answer_ = test::issue(authority(), {.extended_key_usage = "clientAuth,serverAuth", .names = "IP:10.0.0.7"});
  const auto result = contribute(*backend({{"signer", "ca.example/nodes"}}), test::make_csr({.names = {"IP:10.0.0.7"}}).der);
  ASSERT_TRUE(result.ok()) << result.failure().operator_text();
  EXPECT_EQ(object_["spec"]["signerName"], "ca.example/nodes");
  EXPECT_EQ(object_["spec"]["usages"].back(), "server auth");
}

TEST_F(CsrApiTest, TrustsTheSignersOwnCa) {
  test::TestCa other("signer");
  answer_ = test::issue({other.certificate(), other.key()});
  expect_failure(contribute(*backend(), test::make_csr().der), POSTERN_DENIED, POSTERN_REASON_BACKEND_REFUSED);
  EXPECT_TRUE(contribute(*backend({{"signer_ca", other.certificate()}}), test::make_csr().der).ok());
}

TEST_F(CsrApiTest, DoesNotApproveWhatWasChangedOnItsWay) {
  on_create_ = [](json& object) { object["spec"]["request"] = kube::base64("another"); };
  expect_failure(contribute(*backend(), test::make_csr().der), POSTERN_DENIED, POSTERN_REASON_BACKEND_REFUSED);
  EXPECT_EQ(server_->requests().size(), 1u);
  EXPECT_EQ(host_.effects.size(), 1u);
  EXPECT_TRUE(host_.fields.empty());
}

TEST_F(CsrApiTest, ApprovesAgainWhenOthersChangeTheObject) {
  conflicts_ = 2;
  EXPECT_TRUE(contribute(*backend(), test::make_csr().der).ok());
  conflicts_ = 1000;
  gets_ = 0;
  expect_failure(contribute(*backend(), test::make_csr().der), POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_REFUSED);
}

TEST_F(CsrApiTest, NeedsNotApproveWhatIsApproved) {
  on_create_ = [](json& object) {
    object["status"]["conditions"] = json::array({{{"type", "Approved"}, {"status", "True"}}});
  };
  ASSERT_TRUE(contribute(*backend(), test::make_csr().der).ok());
  for (const auto& request : server_->requests()) EXPECT_NE(request.method, "PUT");
}

TEST_F(CsrApiTest, EndsWithADenialOrAFailure) {
  on_create_ = [](json& object) {
    object["status"]["conditions"] = json::array({{{"type", "Denied"}, {"status", "True"}, {"message", "not this one"}}});
  };
  const auto denied = contribute(*backend(), test::make_csr().der);
  expect_failure(denied, POSTERN_DENIED, POSTERN_REASON_BACKEND_REFUSED);
  EXPECT_THAT(denied.failure().operator_text(), HasSubstr("not this one"));
  on_create_ = nullptr;
  answer_ = test::fail("cannot");
  const auto failed = contribute(*backend(), test::make_csr().der);
  expect_failure(failed, POSTERN_DENIED, POSTERN_REASON_BACKEND_REFUSED);
  EXPECT_THAT(failed.failure().operator_text(), HasSubstr("cannot"));
}

TEST_F(CsrApiTest, RefusesTheCertificateOfAnotherKey) {
  answer_ = test::issue(authority(), {.signs_another_key = true});
  expect_failure(contribute(*backend(), test::make_csr().der), POSTERN_DENIED, POSTERN_REASON_BACKEND_REFUSED);
  EXPECT_TRUE(host_.fields.empty());
  EXPECT_EQ(host_.effects.size(), 1u);
}

TEST_F(CsrApiTest, WaitsNoLongerThanTheCallHas) {
  answer_ = nullptr;
  host_.remaining = std::chrono::seconds(2);
  expect_failure(contribute(*backend(), test::make_csr().der), POSTERN_DEADLINE_EXCEEDED, POSTERN_REASON_BACKEND_UNAVAILABLE);
  EXPECT_EQ(host_.effects.size(), 1u);
}

TEST_F(CsrApiTest, StopsWhenItIsCancelled) {
  std::atomic<bool> asked = false;
  answer_ = [&](json&) { return asked = true; };
  std::thread canceller([&] {
    while (!asked) std::this_thread::yield();
    host_.is_cancelled = true;
  });
  const auto result = contribute(*backend(), test::make_csr().der);
  asked = true;
  canceller.join();
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.failure().status(), POSTERN_CANCELLED);
}

TEST_F(CsrApiTest, RevokesByDeletingTheObject) {
  const auto kubelet_cert = backend();
  ASSERT_TRUE(contribute(*kubelet_cert, test::make_csr().der).ok());
  auto call = host_.call();
  ASSERT_TRUE(kubelet_cert->revoke(call, sdk::as_bytes(host_.effects.at(0))).ok());
  EXPECT_EQ(server_->requests().back().method, "DELETE");
  EXPECT_EQ(server_->requests().back().path, kObjects + "/" + host_.effects.at(0));
  object_ = nullptr;
  EXPECT_TRUE(kubelet_cert->revoke(call, sdk::as_bytes(host_.effects.at(0))).ok()) << "nothing there is well";
  const std::size_t before = server_->requests().size();
  for (const std::string other : {"", "csr-1", "postern-kubelet-", "postern-kubelet-0123456789abcdef0123456789abcde/"})
    EXPECT_FALSE(kubelet_cert->revoke(call, sdk::as_bytes(other)).ok());
  EXPECT_EQ(server_->requests().size(), before);
}

TEST_F(CsrApiTest, SelfTestAsksForItsRights) {
  auto call = host_.call();
  ASSERT_TRUE(backend()->self_test(call).ok());
  std::vector<std::string> asked;
  for (const auto& request : server_->requests()) {
    const json right = json::parse(request.body)["spec"]["resourceAttributes"];
    asked.push_back(right["verb"].get<std::string>() + " " + right["resource"].get<std::string>() +
                    (right.contains("subresource") ? "/" + right["subresource"].get<std::string>() : "") +
                    (right.contains("name") ? " " + right["name"].get<std::string>() : ""));
  }
  EXPECT_THAT(asked, testing::UnorderedElementsAre(
                         "create certificatesigningrequests", "get certificatesigningrequests", "delete certificatesigningrequests",
                         "update certificatesigningrequests/approval",
                         "approve signers kubernetes.io/kube-apiserver-client-kubelet"));
}

}  // namespace
}  // namespace postern::kube_token
