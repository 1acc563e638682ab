// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the tests of the kube-token backend have in common.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "backends/kube-token/bootstrap_token/kube_token.h"
#include "unit/kube/fixture.h"

namespace postern::kube_token {

using kube::base64;
using kube::expect_failure;

inline const std::vector<std::string> kAllFields = {"token", "discovery_token_ca_cert_hash", "api_server_endpoint"};

class KubeTokenTest : public kube::KubeTest {
 protected:
  std::unique_ptr<KubeToken> make(const nlohmann::json& config) {
    auto read = KubeToken::read_config(config.dump());
    EXPECT_TRUE(read.ok()) << (read.ok() ? "" : read.failure().operator_text());
    auto call = host_.call();
    auto made = KubeToken::create(call, read.take());
    EXPECT_TRUE(made.ok()) << (made.ok() ? "" : made.failure().operator_text());
    return made.ok() ? made.take() : nullptr;
  }

  sdk::Result<void> contribute(KubeToken& backend, const std::vector<std::string>& wanted = kAllFields) {
    host_.fields.clear();
    host_.effects.clear();
    std::vector<postern_bytes> views;
    for (const std::string& name : wanted) views.push_back(sdk::raw(name));
    auto call = host_.call();
    return backend.contribute(call, {"join", "worker", "request-1", {}, views});
  }
  sdk::Result<void> revoke(KubeToken& backend, const std::string& effect) {
    auto call = host_.call();
    return backend.revoke(call, sdk::as_bytes(effect));
  }
  sdk::Result<void> self_test(KubeToken& backend) {
    auto call = host_.call();
    return backend.self_test(call);
  }

};

}  // namespace postern::kube_token
