// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/verify_quote.h"

#include "common/tpm2/digest.h"
#include "common/tpm2/parse_public.h"
#include "unit/tpm2/failure_matchers.h"
#include "support/software_ak.h"

namespace postern::tpm2 {
namespace {

using test::AkKind;
using test::AttestParts;
using test::DeniedWith;
using test::make_bank;
using test::make_quote;
using test::PcrValues;
using test::SoftwareAk;
using test::Succeeds;
using test::zero_pcrs;

const sdk::ByteVector kExtraData(32, std::byte{0x42});

const SoftwareAk& ak() {
  static const SoftwareAk key(AkKind::kP256);
  return key;
}
PublicKey key_of(const SoftwareAk& ak) {
  auto parsed = parse_public(ak.public_area());
  return PublicKey::from_tpm(parsed.value()).take();
}
Quote good_quote() {
  return make_quote(ak(), HashAlgorithm::kSha256, zero_pcrs(HashAlgorithm::kSha256), kExtraData);
}

sdk::Result<VerifiedQuote> verify(const Quote& quote, PcrSet required = 0) {
  return verify_quote(quote, key_of(ak()), kExtraData, required);
}
// forge: a quote with these parts, validly signed.
Quote forge(const AttestParts& parts, const PcrValues& values) {
  const sdk::ByteVector attest = test::write_attest(parts);
  return {attest, ak().sign(attest), make_bank(HashAlgorithm::kSha256, values)};
}
AttestParts parts_for(const PcrValues& values) {
  AttestParts parts;
  parts.extra_data = kExtraData;
  sdk::ByteVector all;
  uint32_t mask = 0;
  for (const auto& [pcr, value] : values) {
    all = test::join({all, value});
    mask |= pcr_bit(pcr);
  }
  parts.selections = {{0x000B, mask}};
  parts.pcr_digest = digest(HashAlgorithm::kSha256, {all});
  return parts;
}

TEST(VerifyQuote, AcceptsEveryKindOfKeyAndHash) {
  for (const AkKind kind : {AkKind::kRsassa, AkKind::kRsapss, AkKind::kP256, AkKind::kP384})
    for (const HashAlgorithm hash : {HashAlgorithm::kSha256, HashAlgorithm::kSha384, HashAlgorithm::kSha512})
      for (const HashAlgorithm bank :
           {HashAlgorithm::kSha1, HashAlgorithm::kSha256, HashAlgorithm::kSha384}) {
        const SoftwareAk key(kind, hash);
        const Quote quote = make_quote(key, bank, zero_pcrs(bank), kExtraData);
        EXPECT_THAT(verify_quote(quote, key_of(key), kExtraData, kAllPcrs), Succeeds());
      }
}

TEST(VerifyQuote, GivesTheValuesThatItVerified) {
  PcrValues values = zero_pcrs(HashAlgorithm::kSha256);
  values[4] = sdk::ByteVector(32, std::byte{0x44});
  const auto verified = verify(make_quote(ak(), HashAlgorithm::kSha256, values, kExtraData));
  ASSERT_THAT(verified, Succeeds());
  EXPECT_EQ(*verified.value().pcrs().find(4), values[4]);
  EXPECT_EQ(verified.value().attest().reset_count, 7u);
}

TEST(VerifyQuote, RefusesEveryFlippedBitOfQuoteAndSignature) {
  const Quote good = good_quote();
  for (std::size_t bit = 0; bit < 8 * good.attest.size(); ++bit) {
    Quote bad = good;
    bad.attest[bit / 8] ^= static_cast<std::byte>(1u << bit % 8);
    EXPECT_FALSE(verify(bad).ok()) << "attest bit " << bit;
  }
  for (std::size_t bit = 0; bit < 8 * good.signature.size(); ++bit) {
    Quote bad = good;
    bad.signature[bit / 8] ^= static_cast<std::byte>(1u << bit % 8);
    EXPECT_THAT(verify(bad), DeniedWith(POSTERN_REASON_SIGNATURE_INVALID)) << "signature bit " << bit;
  }
}

TEST(VerifyQuote, RefusesAnotherKey) {
  const SoftwareAk other(AkKind::kP256);
  EXPECT_THAT(verify_quote(good_quote(), key_of(other), kExtraData, 0),
              DeniedWith(POSTERN_REASON_SIGNATURE_INVALID));
  const SoftwareAk rsa(AkKind::kRsassa);
  EXPECT_THAT(verify_quote(good_quote(), key_of(rsa), kExtraData, 0),
              DeniedWith(POSTERN_REASON_SIGNATURE_INVALID));
}

TEST(VerifyQuote, RefusesAlgorithmConfusion) {
  // An RSAPSS signature from a key that is bound to RSASSA, a SHA-384 one from a key bound to SHA-256, and
  // SHA-1.
  const SoftwareAk rsassa(AkKind::kRsassa);
  Quote quote = make_quote(rsassa, HashAlgorithm::kSha256, zero_pcrs(HashAlgorithm::kSha256), kExtraData);
  quote.signature[1] = std::byte{0x16};
  EXPECT_THAT(verify_quote(quote, key_of(rsassa), kExtraData, 0),
              DeniedWith(POSTERN_REASON_SIGNATURE_INVALID));
  quote = good_quote();
  quote.signature = ak().sign(quote.attest, HashAlgorithm::kSha384);
  EXPECT_THAT(verify(quote), DeniedWith(POSTERN_REASON_SIGNATURE_INVALID));
  quote.signature = ak().sign(quote.attest, HashAlgorithm::kSha1);
  const PublicKey unbound = PublicKey::from_pem(ak().pem()).take();
  EXPECT_THAT(verify_quote(quote, unbound, kExtraData, 0), DeniedWith(POSTERN_REASON_SIGNATURE_INVALID));
}

TEST(VerifyQuote, RefusesAnotherNonce) {
  sdk::ByteVector other = kExtraData;
  other[31] ^= std::byte{1};
  for (const sdk::ByteVector& expected : {other, sdk::ByteVector(31, std::byte{0x42}), sdk::ByteVector()})
    EXPECT_THAT(verify_quote(good_quote(), key_of(ak()), expected, 0),
                DeniedWith(POSTERN_REASON_NONCE_MISMATCH));
}

TEST(VerifyQuote, RefusesSignedStructuresThatAreNoQuote) {
  const PcrValues values = zero_pcrs(HashAlgorithm::kSha256);
  AttestParts parts = parts_for(values);
  ASSERT_THAT(verify(forge(parts, values)), Succeeds());
  parts.magic = 0x00000000;
  EXPECT_THAT(verify(forge(parts, values)), DeniedWith(POSTERN_REASON_QUOTE_INVALID));
  parts = parts_for(values);
  parts.type = 0x8017;
  EXPECT_THAT(verify(forge(parts, values)), DeniedWith(POSTERN_REASON_QUOTE_INVALID));
}

TEST(VerifyQuote, RefusesNoBankTwoBanksAndAnotherBank) {
  const PcrValues values = zero_pcrs(HashAlgorithm::kSha256);
  AttestParts parts = parts_for(values);
  parts.selections.clear();
  EXPECT_THAT(verify(forge(parts, values)), DeniedWith(POSTERN_REASON_PCR_SELECTION));
  parts.selections = {{0x000B, kAllPcrs}, {0x000C, 0}};
  EXPECT_THAT(verify(forge(parts, values)), DeniedWith(POSTERN_REASON_PCR_SELECTION));
  parts.selections = {{0x0012, kAllPcrs}};
  EXPECT_THAT(verify(forge(parts, values)), DeniedWith(POSTERN_REASON_PCR_SELECTION));
}

TEST(VerifyQuote, RefusesAQuoteOverNoPcrs) {
  AttestParts parts = parts_for({});
  EXPECT_THAT(verify(forge(parts, {{0, sdk::ByteVector(32)}})), DeniedWith(POSTERN_REASON_PCR_SELECTION));
}

TEST(VerifyQuote, RefusesValuesThatWereNotSelectedOrAreMissing) {
  PcrValues some = zero_pcrs(HashAlgorithm::kSha256);
  some.erase(7);
  const AttestParts all = parts_for(zero_pcrs(HashAlgorithm::kSha256));
  EXPECT_THAT(verify(forge(all, some)), DeniedWith(POSTERN_REASON_PCR_SELECTION));
  EXPECT_THAT(verify(forge(parts_for(some), zero_pcrs(HashAlgorithm::kSha256))),
              DeniedWith(POSTERN_REASON_PCR_SELECTION));
}

TEST(VerifyQuote, RefusesTooFewPcrs) {
  PcrValues some = zero_pcrs(HashAlgorithm::kSha256);
  some.erase(7);
  const Quote quote = forge(parts_for(some), some);
  EXPECT_THAT(verify(quote, kAllPcrs & ~pcr_bit(7)), Succeeds());
  EXPECT_THAT(verify(quote, pcr_bit(7)), DeniedWith(POSTERN_REASON_PCR_SELECTION));
}

TEST(VerifyQuote, RefusesAnotherValue) {
  PcrValues other = zero_pcrs(HashAlgorithm::kSha256);
  other[9][0] = std::byte{1};
  Quote quote = good_quote();
  quote.pcrs = make_bank(HashAlgorithm::kSha256, other);
  EXPECT_THAT(verify(quote), DeniedWith(POSTERN_REASON_PCR_DIGEST_MISMATCH));
}

TEST(VerifyQuote, HashesPcrsWithTheHashOfTheSignature) {
  // A digest made with the bank's hash, SHA-384, does not count when the key signs with SHA-256.
  const PcrValues values = zero_pcrs(HashAlgorithm::kSha384);
  AttestParts parts = parts_for(values);
  parts.selections = {{0x000C, kAllPcrs}};
  parts.pcr_digest = digest(HashAlgorithm::kSha384, {sdk::ByteVector(24 * 48)});
  const sdk::ByteVector attest = test::write_attest(parts);
  EXPECT_THAT(verify({attest, ak().sign(attest), make_bank(HashAlgorithm::kSha384, values)}),
              DeniedWith(POSTERN_REASON_PCR_DIGEST_MISMATCH));
}

TEST(ParsePcrBank, RefusesWrongNumbersLengthsAndBanks) {
  const sdk::ByteVector value(32);
  for (const char* name : {"24", "-1", "01", "+1", "1 ", "", "0x1", "99999999999"})
    EXPECT_THAT(parse_pcr_bank(0x000B, {{name, value}}), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED))
        << name;
  EXPECT_THAT(parse_pcr_bank(0x000B, {{"1", sdk::ByteVector(31)}}),
              DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
  EXPECT_THAT(parse_pcr_bank(0x000B, {}), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
  EXPECT_THAT(parse_pcr_bank(0x0012, {{"1", value}}), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
}

}  // namespace
}  // namespace postern::tpm2
