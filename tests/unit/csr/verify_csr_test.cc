// SPDX-License-Identifier: Apache-2.0
#include "common/csr/verify_csr.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/csr/parse_csr.h"
#include "support/csr_builder.h"

namespace postern::csr {
namespace {

sdk::Result<VerifiedCsr> verify(const std::string& der) {
  const auto parsed = parse_csr(sdk::as_bytes(der));
  EXPECT_TRUE(parsed.ok());
  return verify_csr(parsed.value());
}

void expect_refused(const sdk::Result<VerifiedCsr>& verified, const std::string& subject) {
  ASSERT_FALSE(verified.ok());
  EXPECT_EQ(verified.failure().status(), POSTERN_DENIED);
  EXPECT_EQ(verified.failure().code(), POSTERN_REASON_REQUEST_INVALID);
  EXPECT_EQ(verified.failure().subject(), subject);
}

TEST(VerifyCsr, TakesTheKeysThatNodesUse) {
  for (const std::string key : {"P-256", "P-384", "2048", "3072"}) {
    const auto verified = verify(test::make_csr({.key = key}).der);
    EXPECT_TRUE(verified.ok()) << key;
  }
  EXPECT_TRUE(verify(test::make_csr({.key = "P-384", .digest = "SHA384"}).der).ok());
}

TEST(VerifyCsr, RefusesWeakKeys) {
  for (const std::string key : {"1024", "P-224", "secp256k1"})
    expect_refused(verify(test::make_csr({.key = key}).der), "csr.key");
}

TEST(VerifyCsr, RefusesWeakDigests) { expect_refused(verify(test::make_csr({.digest = "SHA1"}).der), "csr.key"); }

TEST(VerifyCsr, RefusesTheSignatureOfAnotherKey) {
  expect_refused(verify(test::make_csr({.signs_with_another_key = true}).der), "csr.signature");
  // Algorithm and key of different kinds.
  expect_refused(verify(test::make_csr({.key = "2048", .signs_with_another_key = true}).der), "csr.key");
}

TEST(VerifyCsr, RefusesChangedRequests) {
  std::string der = test::make_csr().der;
  der.replace(der.find("node-1"), 6, "node-2");
  expect_refused(verify(der), "csr.signature");
}

}  // namespace
}  // namespace postern::csr
