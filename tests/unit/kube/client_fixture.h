// SPDX-License-Identifier: Apache-2.0
#pragma once

// ApiClient in front of a stand-in API server.

#include <memory>

#include "common/kube/access_config.h"
#include "support/api_stand_in.h"
#include "support/test_pki.h"
#include "unit/kube/fixture.h"

namespace postern::kube {

inline const Resource kConfigMaps{"", "v1", "kube-system", "configmaps"};

inline test::ApiAnswer status(int code, const std::string& reason, const std::string& message = "no") {
  return {code, nlohmann::json({{"kind", "Status"}, {"reason", reason}, {"message", message}}).dump()};
}

class ClientTest : public KubeTest {
 protected:
  ClientTest() {
    start([](const test::ApiRequest&) { return test::ApiAnswer{200, R"({"kind":"ConfigMap"})"}; });
  }

  // start: a new server, which the client asks from now on.
  void start(test::ApiStandIn::Handler handler) {
    server_ = nullptr;
    server_ = std::make_unique<test::ApiStandIn>(identity_, std::move(handler), ca_.certificate());
    log_in("    token: gate-token\n");
  }
  void log_in(const std::string& user) {
    host_.secrets["admin"] = kubeconfig_text(server_->url(), ca_.certificate(), user);
  }
  std::unique_ptr<ApiClient> client(std::chrono::milliseconds timeout = std::chrono::seconds(20)) {
    return create_client({KubeconfigConfig{"admin"}, timeout}).take();
  }
  sdk::Result<nlohmann::json> get(ApiClient& client) {
    auto call = host_.call();
    return client.get(call, kConfigMaps.named("x"));
  }
  sdk::Result<nlohmann::json> post(ApiClient& client, const nlohmann::json& body = {{"kind", "ConfigMap"}}) {
    auto call = host_.call();
    return client.post(call, kConfigMaps, body);
  }

  test::TestCa ca_{"cluster"};
  test::PemPair identity_ = ca_.issue({"api", "", {"IP:127.0.0.1"}});
  std::unique_ptr<test::ApiStandIn> server_;
};

}  // namespace postern::kube
