// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the tests of the Kubernetes client and of its users have in common.

#include <gtest/gtest.h>

#include <string>

#include "postern/sdk/result.h"
#include "support/recording_host.h"

namespace postern::kube {

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

// kubeconfig_text: for a server at this URL with this CA (PEM), and these lines for the user.
inline std::string kubeconfig_text(const std::string& url, const std::string& ca, const std::string& user) {
  return "current-context: c\ncontexts: [{name: c, context: {cluster: k, user: u}}]\nclusters:\n- name: k\n  cluster:\n"
         "    server: " + url + "\n    certificate-authority-data: " + base64(ca) + "\nusers:\n- name: u\n  user:\n" + user;
}
inline std::string certificate_user(const std::string& certificate, const std::string& key) {
  return "    client-certificate-data: " + base64(certificate) + "\n    client-key-data: " + base64(key) + "\n";
}

class KubeTest : public testing::Test {
 protected:
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

}  // namespace postern::kube
