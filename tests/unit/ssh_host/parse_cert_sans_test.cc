// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/ssh_host/parse_cert_sans.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postern::kube_token {
namespace {

using testing::ElementsAre;

TEST(ParseCertSans, ReadsWhatKubeadmWrites) {
  const auto names = parse_cert_sans(
      "apiServer:\n  certSANs:\n  - 10.0.0.1\n  - \"api.example.com\"\n  - ::1\n  extraArgs: {}\napiVersion: kubeadm.k8s.io/v1beta3\n"
      "kind: ClusterConfiguration\n");
  ASSERT_TRUE(names.ok()) << names.failure().operator_text();
  EXPECT_THAT(names.value(), ElementsAre("10.0.0.1", "api.example.com", "::1"));
}

TEST(ParseCertSans, IsEmptyWhereThereAreNone) {
  for (const std::string yaml : {"kind: ClusterConfiguration\n", "apiServer: {}\n", "apiServer:\n", "apiServer:\n  certSANs: []\n"}) {
    const auto names = parse_cert_sans(yaml);
    ASSERT_TRUE(names.ok()) << yaml;
    EXPECT_TRUE(names.value().empty());
  }
}

TEST(ParseCertSans, RefusesTheRest) {
  const std::string many = [] {
    std::string list = "apiServer:\n  certSANs:\n";
    for (std::size_t i = 0; i <= kMaxCertSans; ++i) list += "  - a" + std::to_string(i) + "\n";
    return list;
  }();
  const std::vector<std::string> all{"", "text", "- a\n", "apiServer: 1\n", "apiServer:\n  certSANs: a\n",
                                     "apiServer:\n  certSANs: [[a]]\n", "apiServer: {", many, std::string(kMaxClusterConfiguration + 1, ' ')};
  for (const std::string& yaml : all) {
    const auto names = parse_cert_sans(yaml);
    ASSERT_FALSE(names.ok()) << yaml.substr(0, 60);
    EXPECT_EQ(names.failure().status(), POSTERN_MISCONFIGURED);
  }
}

}  // namespace
}  // namespace postern::kube_token
