// SPDX-License-Identifier: Apache-2.0
//
// Google's certificates among the attestation test vectors: real chains of attestation keys must pass.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "common/x509/parse_certificate.h"
#include "common/x509/verify_chain.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::x509 {
namespace {

using test::DeniedWith;
using test::Succeeds;

constexpr const char* kRootPin = "56a613f57126a385dd6949294e93b0b566f96ab0573be0c2368e6f5ca779831f";

class GoogleChain : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(folder_)) GTEST_SKIP() << "no attestation vectors at " << POSTERN_VECTORS;
  }
  Certificate read(const std::string& name) const {
    std::ifstream file(folder_ / name, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    return parse_one_certificate(sdk::as_bytes(text), name).take();
  }
  std::vector<Certificate> issuers() const {
    return {read("ca-certs/gcp_ek_ak_ca_intermediate_v3.crt"), read("ca-certs/gcp_ek_ak_ca_root.crt")};
  }
  const std::filesystem::path folder_ = std::filesystem::path(POSTERN_VECTORS) / "gce";
  const Time now_ = std::chrono::sys_days(std::chrono::year(2026) / 11 / 21);
  const std::vector<Pin> pins_{*parse_pin(kRootPin)};
};

TEST_F(GoogleChain, AttestationKeysAreVouchedFor) {
  for (const char* name : {"pca_tpm_rsa_sign_cert.pem", "pca_tpm_ecc_sign_cert.pem"}) {
    const Certificate leaf = read("ek-ak-certs-pca/" + std::string(name));
    EXPECT_THAT(verify_chain(leaf, issuers(), pins_, SignatureRule::kCommon, now_), Succeeds()) << name;
    EXPECT_THAT(verify_chain(leaf, issuers(), pins_, SignatureRule::kAmd, now_),
                DeniedWith(POSTERN_REASON_CHAIN_INVALID));
    EXPECT_THAT(verify_chain(leaf, issuers(), {}, SignatureRule::kCommon, now_),
                DeniedWith(POSTERN_REASON_ROOT_UNTRUSTED));
    EXPECT_TRUE(leaf.extension("1.3.6.1.4.1.11129.2.1.21").has_value());
  }
}

}  // namespace
}  // namespace postern::x509
