// SPDX-License-Identifier: Apache-2.0
#include "common/kube/resource.h"

#include <gtest/gtest.h>

namespace postern::kube {
namespace {

const Resource kSecrets{"", "v1", "kube-system", "secrets"};
const Resource kCsrs{"certificates.k8s.io", "v1", "", "certificatesigningrequests"};

TEST(ResourceTest, HasThePathOfTheApi) {
  EXPECT_EQ(kSecrets.path(), "/api/v1/namespaces/kube-system/secrets");
  EXPECT_EQ(kSecrets.named("x").path(), "/api/v1/namespaces/kube-system/secrets/x");
  EXPECT_EQ(kCsrs.named("x").part("approval").path(),
            "/apis/certificates.k8s.io/v1/certificatesigningrequests/x/approval");
}

TEST(ResourceTest, ReadsAsInARole) {
  EXPECT_EQ(kSecrets.text(), "secrets in namespace kube-system");
  EXPECT_EQ(kCsrs.named("x").part("approval").text(), "certificatesigningrequests.certificates.k8s.io/approval \"x\"");
}

TEST(ResourceTest, TakesNothingThatWouldChangeThePath) {
  EXPECT_TRUE(kCsrs.named("system:node:a.b-1").is_valid());
  for (const std::string name : {".", "..", "a/b", "a?b", "a#b", "a%2fb", "A", "a b", "a\nb", "\xc3\xa4"})
    EXPECT_FALSE(kSecrets.named(name).is_valid()) << name;
  EXPECT_FALSE(kSecrets.named(std::string(254, 'a')).is_valid());
  EXPECT_TRUE(kSecrets.named(std::string(253, 'a')).is_valid());
  EXPECT_FALSE(kSecrets.part("status").is_valid());  // of no object
  EXPECT_FALSE((Resource{"", "v1", "", ""}).is_valid());
  EXPECT_FALSE((Resource{"", "", "", "secrets"}).is_valid());
  EXPECT_FALSE((Resource{"", "v1", "a/b", "secrets"}).is_valid());
  EXPECT_FALSE((Resource{"a/b", "v1", "", "secrets"}).is_valid());
}

}  // namespace
}  // namespace postern::kube
