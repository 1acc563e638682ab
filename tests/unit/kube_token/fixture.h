// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the tests of the kube-token backend have in common.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "backends/kube-token/kube_token.h"
#include "support/recording_host.h"

namespace postern::kube_token {

inline const std::vector<std::string> kAllFields = {"token", "discovery_token_ca_cert_hash", "api_server_endpoint"};

// base64: of a text, by itself; the code under test is not used to check itself.
inline std::string base64(std::string_view text) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    unsigned group = 0;
    for (std::size_t j = 0; j < 3; ++j) group = group << 8 | (i + j < text.size() ? static_cast<unsigned char>(text[i + j]) : 0u);
    for (std::size_t j = 0; j < 4; ++j)
      out.push_back(i + j > text.size() ? '=' : kDigits[group >> (18 - 6 * j) & 63]);
  }
  return out;
}

class KubeTokenTest : public testing::Test {
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

  test::RecordingHost host_;
};

// expect_failure: status and reason, and a text for the operator.
template <typename T>
void expect_failure(const sdk::Result<T>& result, postern_status status, const std::string& code) {
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.failure().status(), status) << result.failure().operator_text();
  EXPECT_EQ(result.failure().code(), code) << result.failure().operator_text();
  EXPECT_FALSE(result.failure().operator_text().empty());
}

}  // namespace postern::kube_token
