// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/public_key.h"

#include "common/tpm2/ak_name.h"
#include "common/tpm2/digest.h"
#include "common/tpm2/parse_public.h"
#include "common/tpm2/verify_attestation_key.h"
#include "unit/tpm2/failure_matchers.h"
#include "support/software_ak.h"

namespace postern::tpm2 {
namespace {

using test::AkKind;
using test::DeniedWith;
using test::kGoodAttributes;
using test::SoftwareAk;
using test::Succeeds;

sdk::Result<AttestationKey> judge(const sdk::ByteVector& area) {
  POSTERN_TRY(parsed, parse_public(area));
  return verify_attestation_key(parsed);
}

TEST(PublicKey, IsTheSameFromTpmAndFromPem) {
  for (const AkKind kind : {AkKind::kRsassa, AkKind::kRsapss, AkKind::kP256, AkKind::kP384}) {
    const SoftwareAk ak(kind), other(kind);
    const auto parsed = parse_public(ak.public_area());
    ASSERT_THAT(parsed, Succeeds());
    const auto from_tpm = PublicKey::from_tpm(parsed.value());
    const auto from_pem = PublicKey::from_pem(ak.pem());
    const auto other_key = PublicKey::from_pem(other.pem());
    ASSERT_THAT(from_tpm, Succeeds());
    ASSERT_THAT(from_pem, Succeeds());
    EXPECT_TRUE(from_tpm.value().same_as(from_pem.value()));
    EXPECT_FALSE(from_tpm.value().same_as(other_key.value()));
  }
}

TEST(PublicKey, RefusesWeakAndStrangeKeys) {
  EXPECT_THAT(PublicKey::from_pem(SoftwareAk(AkKind::kRsassa, HashAlgorithm::kSha256, 1024).pem()),
              DeniedWith(POSTERN_REASON_AK_UNSUITABLE));
  EXPECT_THAT(PublicKey::from_pem("-----BEGIN PUBLIC KEY-----\n"),
              DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
  EXPECT_THAT(PublicKey::from_der(sdk::ByteVector(3)), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
}

TEST(PublicKey, RefusesAPointOffItsCurve) {
  sdk::ByteVector area = SoftwareAk(AkKind::kP256).public_area();
  area.back() ^= std::byte{1};
  EXPECT_THAT(judge(area), DeniedWith(POSTERN_REASON_AK_UNSUITABLE));
}

TEST(PublicKey, RefusesAnotherExponent) {
  sdk::ByteVector area = SoftwareAk().public_area();
  area[area.size() - 256 - 2 - 1] = std::byte{3};  // the exponent stands before the sized modulus
  EXPECT_THAT(judge(area), DeniedWith(POSTERN_REASON_AK_UNSUITABLE));
}

TEST(ParsePublic, RefusesAKeySizeThatIsNotItsModulus) {
  sdk::ByteVector area = SoftwareAk().public_area();
  const std::size_t key_bits = area.size() - 256 - 2 - 4 - 2;  // before exponent and sized modulus
  ASSERT_EQ(area[key_bits], std::byte{8});
  area[key_bits + 1] = std::byte{1};
  EXPECT_THAT(judge(area), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
}

TEST(ParsePublic, RefusesEveryTruncationAndTrailingByte) {
  const sdk::ByteVector whole = SoftwareAk().public_area();
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_THAT(parse_public(sdk::ByteView(whole).first(size)),
                DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
  EXPECT_THAT(parse_public(test::join({whole, sdk::ByteVector(1)})),
              DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
}

TEST(AkName, IsTheAlgorithmAndTheDigestOfTheArea) {
  const sdk::ByteVector area = SoftwareAk(AkKind::kP256).public_area();
  const auto parsed = parse_public(area);
  ASSERT_THAT(parsed, Succeeds());
  EXPECT_EQ(sdk::to_hex(ak_name(parsed.value())),
            "000b" + sdk::to_hex(digest(HashAlgorithm::kSha256, {area})));
}

TEST(AttestationKey, AcceptsRestrictedSigningKeys) {
  for (const AkKind kind : {AkKind::kRsassa, AkKind::kRsapss, AkKind::kP256, AkKind::kP384})
    EXPECT_THAT(judge(SoftwareAk(kind).public_area()), Succeeds());
}

TEST(AttestationKey, RefusesAKeyThatLacksAnyAttribute) {
  const SoftwareAk ak(AkKind::kP256);
  for (const uint32_t bit : {kFixedTpm, kFixedParent, kSensitiveDataOrigin, kRestricted, kSign})
    EXPECT_THAT(judge(ak.public_area(kGoodAttributes & ~bit)), DeniedWith(POSTERN_REASON_AK_UNSUITABLE))
        << bit;
  EXPECT_THAT(judge(ak.public_area(kGoodAttributes | kDecrypt)), DeniedWith(POSTERN_REASON_AK_UNSUITABLE));
}

TEST(AttestationKey, RefusesSha1AndAnOpenScheme) {
  EXPECT_THAT(judge(SoftwareAk(AkKind::kRsassa, HashAlgorithm::kSha1).public_area()),
              DeniedWith(POSTERN_REASON_AK_UNSUITABLE));
  // {type, nameAlg, attributes, empty policy, no symmetric} is 12 bytes; then scheme and its hash.
  sdk::ByteVector area = SoftwareAk().public_area();
  area[12] = std::byte{0x00};
  area[13] = std::byte{0x10};
  area.erase(area.begin() + 14, area.begin() + 16);
  EXPECT_THAT(judge(area), DeniedWith(POSTERN_REASON_AK_UNSUITABLE));
}

}  // namespace
}  // namespace postern::tpm2
