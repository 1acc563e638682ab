// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "unit/snp/hardware.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::snp {
namespace {

using test::DeniedWith;
using test::Hardware;
using test::Succeeds;

constexpr auto kWeek = std::chrono::hours(7 * 24);

TEST(HardwareEvidence, CertificatesMayBeTextOrDerInAnyOrder) {
  const Hardware hardware;
  const auto vek = write_certificate(hardware.pki.vek()), ask = write_certificate(hardware.pki.ask()),
             ark = write_certificate(hardware.pki.ark());
  const auto report = write_report(hardware.report, hardware.pki.vek_key(hardware.kind));
  const std::string both = ark.pem + ask.pem;
  const std::vector<std::vector<sdk::ByteView>> issuers{
      {ask.der, ark.der}, {ark.der, ask.der}, {sdk::as_bytes(ask.pem), ark.der}, {sdk::as_bytes(both)}};
  for (const auto& certificates : issuers) {
    EXPECT_THAT(verify_evidence({report, vek.der, certificates, {}}, hardware.trust), Succeeds());
    EXPECT_THAT(verify_evidence({report, sdk::as_bytes(vek.pem), certificates, {}}, hardware.trust),
                Succeeds());
  }
}

TEST(HardwareEvidence, UnreadableCertificatesAreRefused) {
  const Hardware hardware;
  const auto vek = write_certificate(hardware.pki.vek()), ask = write_certificate(hardware.pki.ask());
  const auto report = write_report(hardware.report, hardware.pki.vek_key(hardware.kind));
  const char* invalid = POSTERN_REASON_CERTIFICATE_INVALID;
  EXPECT_THAT(verify_evidence({report, sdk::as_bytes("garbage"), {ask.der}, {}}, hardware.trust),
              DeniedWith(invalid));
  EXPECT_THAT(verify_evidence({report, {}, {ask.der}, {}}, hardware.trust), DeniedWith(invalid));
  EXPECT_THAT(verify_evidence({report, sdk::as_bytes(vek.pem + vek.pem), {ask.der}, {}}, hardware.trust),
              DeniedWith(invalid));
  EXPECT_THAT(verify_evidence({report, vek.der, {ask.der, sdk::as_bytes("garbage")}, {}}, hardware.trust),
              DeniedWith(invalid));
}

TEST(HardwareEvidence, TrustIsInAmdsRootsUnlessSaidOtherwise) {
  Hardware hardware;
  hardware.trust.roots = HardwareTrust{}.roots;
  EXPECT_THAT(hardware.judge(), DeniedWith(POSTERN_REASON_ROOT_UNTRUSTED));
}

TEST(HardwareEvidence, DemandedListMustBeThere) {
  Hardware hardware;
  hardware.trust.crl_max_age = kWeek;
  const auto missing = hardware.judge();
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.failure().status(), POSTERN_UNAVAILABLE);
  EXPECT_EQ(missing.failure().code(), POSTERN_REASON_COLLATERAL_UNAVAILABLE);
  hardware.crl = hardware.pki.crl();
  EXPECT_THAT(hardware.judge(), Succeeds());
}

TEST(HardwareEvidence, RevokedIssuersAreRefused) {
  Hardware hardware;
  hardware.crl = hardware.pki.crl();
  hardware.crl->revoked = {hardware.pki.ask().serial};
  EXPECT_THAT(hardware.judge(), DeniedWith(POSTERN_REASON_CERTIFICATE_REVOKED));  // though none is demanded
  hardware.crl->revoked = {hardware.pki.asvk().serial};
  EXPECT_THAT(hardware.judge(), Succeeds());
  Hardware vlek(test::AmdProduct::kMilan, test::VekKind::kVlek);
  vlek.crl = hardware.crl;
  EXPECT_THAT(vlek.judge(), DeniedWith(POSTERN_REASON_CERTIFICATE_REVOKED));
}

TEST(HardwareEvidence, ListMustBeGenuineAndCurrent) {
  Hardware forged, old, ended;
  forged.crl = forged.pki.crl();
  forged.crl->signature.key = test::rsa_key("forger");
  EXPECT_THAT(forged.judge(), DeniedWith(POSTERN_REASON_CRL_INVALID));
  old.crl = old.pki.crl();
  old.crl->last_update = test::kPkiNow - 8 * 86400;
  EXPECT_THAT(old.judge(), Succeeds());
  old.trust.crl_max_age = kWeek;
  EXPECT_THAT(old.judge(), DeniedWith(POSTERN_REASON_CRL_STALE));
  ended.crl = ended.pki.crl();
  ended.crl->next_update = test::kPkiNow - 1;
  EXPECT_THAT(ended.judge(), DeniedWith(POSTERN_REASON_CRL_STALE));
}

}  // namespace
}  // namespace postern::snp
