// SPDX-License-Identifier: Apache-2.0
#include "common/gce/verify_ak_certificate.h"
#include "common/x509/parse_certificate.h"
#include "unit/gcp/machine_judge.h"

namespace postern::gce {
namespace {

using gcp::DeniedWith;
using gcp::GcpMachine;
using gcp::Succeeds;
using test::CertificateParts;
using test::GcpInstance;
using test::GoogleCa;

const x509::Time kNow{std::chrono::seconds(test::kPkiNow)};

AkRoots test_roots() {
  const auto root = x509::parse_certificate(test::write_certificate(GoogleCa().root()).der, "root").take();
  return {{x509::spki_pin(root)}, {root}};
}
CertificateParts ak_parts(const GcpInstance& instance = {}) { return GoogleCa().ak(test::gcp_ak(), instance); }

sdk::Result<VerifiedAkCertificate> judge(const CertificateParts& leaf, const AkRoots& roots = test_roots(),
                                         const test::SoftwareAk& ak = test::gcp_ak(), x509::Time now = kNow) {
  const sdk::ByteVector der = test::write_certificate(leaf).der;
  const std::vector<sdk::ByteVector> intermediates{test::write_certificate(GoogleCa().intermediate()).der};
  return verify_ak_certificate({der, intermediates}, gcp::key_of(ak).key(), roots, now);
}

TEST(GoogleAkRoots, AreThePinnedOnes) {
  const AkRoots roots = google_ak_roots();
  ASSERT_EQ(roots.certificates.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(x509::to_text(x509::spki_pin(roots.certificates[i])), x509::to_text(roots.pins[i]));
    EXPECT_TRUE(roots.certificates[i].is_ca() && roots.certificates[i].is_self_issued());
  }
}

TEST(AkCertificate, IsAcceptedUnderAPinnedRoot) {
  const auto verified = judge(ak_parts());
  ASSERT_THAT(verified, Succeeds());
  EXPECT_EQ(verified.value().facts().instance.instance_name, "node-alpha");
  EXPECT_EQ(verified.value().chain().issuers().size(), 2u);
}

TEST(AkCertificate, IsRefusedUnderGooglesRootsWhenTheyDidNotSign) {
  EXPECT_THAT(judge(ak_parts(), google_ak_roots()), DeniedWith(POSTERN_REASON_CHAIN_INVALID));
  AkRoots unpinned = test_roots();
  unpinned.pins = google_ak_roots().pins;
  EXPECT_THAT(judge(ak_parts(), unpinned), DeniedWith(POSTERN_REASON_ROOT_UNTRUSTED)) << "a root that came along";
}

TEST(AkCertificate, OfAnotherKeyIsRefused) {
  static const test::SoftwareAk other;
  EXPECT_THAT(judge(ak_parts(), test_roots(), other), DeniedWith(POSTERN_REASON_AK_UNTRUSTED));
}

TEST(AkCertificate, MustBeForSignaturesAlone) {
  for (const char* usage : {"critical,keyEncipherment", "critical,digitalSignature,keyEncipherment", "critical,keyAgreement",
                            "critical,digitalSignature,keyCertSign"}) {
    CertificateParts parts = ak_parts();
    parts.key_usage = usage;
    EXPECT_THAT(judge(parts), DeniedWith(POSTERN_REASON_CHAIN_INVALID)) << usage;
  }
  CertificateParts parts = ak_parts();
  parts.key_usage.reset();
  EXPECT_THAT(judge(parts), DeniedWith(POSTERN_REASON_CHAIN_INVALID)) << "no key usage";
  parts = ak_parts();
  parts.basic_constraints = "critical,CA:TRUE";
  EXPECT_THAT(judge(parts), DeniedWith(POSTERN_REASON_CHAIN_INVALID)) << "a CA";
}

TEST(AkCertificate, MustBeOfProduction) {
  EXPECT_THAT(judge(ak_parts({.is_production = false})), DeniedWith(POSTERN_REASON_AK_UNTRUSTED));
  EXPECT_THAT(judge(ak_parts({.has_security_properties = false})), DeniedWith(POSTERN_REASON_AK_UNTRUSTED));
}

TEST(AkCertificate, MustSayWhoseItIs) {
  CertificateParts parts = ak_parts();
  parts.extensions.clear();
  EXPECT_THAT(judge(parts), DeniedWith(POSTERN_REASON_CERTIFICATE_INVALID));
  parts.extensions = {{kInstanceExtensionOid, test::der_integer(1)}};
  EXPECT_THAT(judge(parts), DeniedWith(POSTERN_REASON_CERTIFICATE_INVALID));
}

TEST(AkCertificate, MustBeValidNow) {
  const auto day = std::chrono::hours(24);
  EXPECT_THAT(judge(ak_parts(), test_roots(), test::gcp_ak(), x509::Time(std::chrono::seconds(test::kPkiNotAfter)) + day),
              DeniedWith(POSTERN_REASON_CERTIFICATE_EXPIRED));
  EXPECT_THAT(judge(ak_parts(), test_roots(), test::gcp_ak(), x509::Time(std::chrono::seconds(test::kPkiNotBefore)) - day),
              DeniedWith(POSTERN_REASON_CERTIFICATE_EXPIRED));
}

TEST(AkCertificate, MustBeThere) {
  EXPECT_THAT(verify_ak_certificate({{}, {}}, gcp::key_of(test::gcp_ak()).key(), test_roots(), kNow),
              DeniedWith(POSTERN_REASON_AK_UNTRUSTED));
  const sdk::ByteVector garbage(64, std::byte{0x30});
  EXPECT_THAT(verify_ak_certificate({garbage, {}}, gcp::key_of(test::gcp_ak()).key(), test_roots(), kNow),
              DeniedWith(POSTERN_REASON_CERTIFICATE_INVALID));
}

TEST(AkCertificate, NeedsItsIntermediate) {
  const sdk::ByteVector der = test::write_certificate(ak_parts()).der;
  EXPECT_THAT(verify_ak_certificate({der, {}}, gcp::key_of(test::gcp_ak()).key(), test_roots(), kNow),
              DeniedWith(POSTERN_REASON_CHAIN_INVALID));
  AkRoots with_intermediate = test_roots();
  with_intermediate.certificates.push_back(
      x509::parse_certificate(test::write_certificate(GoogleCa().intermediate()).der, "intermediate").take());
  EXPECT_THAT(verify_ak_certificate({der, {}}, gcp::key_of(test::gcp_ak()).key(), with_intermediate, kNow), Succeeds());
}

}  // namespace
}  // namespace postern::gce
