// SPDX-License-Identifier: Apache-2.0
#pragma once

// The kube-token backend in kubeconfig mode in front of a stand-in API server.

#include <functional>
#include <memory>

#include "fixture.h"
#include "support/api_stand_in.h"
#include "support/test_pki.h"

namespace postern::kube_token {

inline constexpr const char* kSecretsPath = "/api/v1/namespaces/kube-system/secrets";
inline constexpr const char* kReviewPath = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

inline test::ApiAnswer status(int code, const std::string& reason, const std::string& message = "no") {
  return {code, nlohmann::json({{"kind", "Status"}, {"reason", reason}, {"message", message}}).dump()};
}

// accept: what a healthy API server answers.
inline test::ApiAnswer accept(const test::ApiRequest& request) {
  if (request.method == "DELETE") return {200, R"({"kind":"Status","status":"Success"})"};
  if (request.path == kReviewPath) return {201, R"({"status":{"allowed":true}})"};
  const auto sent = nlohmann::json::parse(request.body);
  return {201, nlohmann::json({{"metadata", {{"name", sent["metadata"]["name"]}}}}).dump()};
}

class ApiTest : public KubeTokenTest {
 protected:
  ApiTest() { start(accept); }

  // start: a new server, which kubeconfig() then points to.
  void start(test::ApiStandIn::Handler handler) {
    server_ = nullptr;
    server_ = std::make_unique<test::ApiStandIn>(identity_, std::move(handler), ca_.certificate());
    host_.secrets["admin"] = kubeconfig(ca_.certificate(), "    token: gate-token\n");
  }
  std::string kubeconfig(const std::string& ca, const std::string& user) const {
    return kube::kubeconfig_text(server_->url(), ca, user);
  }
  static std::string certificate_user(const test::PemPair& pair) {
    return kube::certificate_user(pair.certificate, pair.key);
  }
  std::unique_ptr<KubeToken> backend(const std::string& timeout = "20s") {
    return make({{"mode", "kubeconfig"}, {"kubeconfig", "admin"}, {"timeout", timeout}});
  }

  // expect_no_secret_shown: no text that this part says holds a token that it sent or the gate's own.
  void expect_no_secret_shown(const sdk::Result<void>& result) const {
    std::string said = result.ok() ? "" : result.failure().operator_text() + result.failure().peer_text();
    for (const std::string& line : host_.log) said += line;
    for (const std::string& effect : host_.effects) said += effect;
    EXPECT_EQ(said.find("gate-token"), said.npos);
    for (const test::ApiRequest& request : server_->requests()) {
      const auto sent = nlohmann::json::parse(request.body, nullptr, false);
      if (!sent.is_object() || !sent.contains("data")) continue;
      EXPECT_EQ(said.find(sent["data"]["token-secret"].get<std::string>()), said.npos) << said;
    }
  }

  test::TestCa ca_{"cluster"};
  test::PemPair identity_ = ca_.issue({"api", "", {"IP:127.0.0.1"}});
  std::unique_ptr<test::ApiStandIn> server_;
};

}  // namespace postern::kube_token
