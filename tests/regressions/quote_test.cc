// SPDX-License-Identifier: Apache-2.0
//
// Published failures of verifiers of TPM quotes. Every test starts from evidence that is allowed.

#include <gtest/gtest.h>

#include "common/tpm2/digest.h"
#include "regressions/machines.h"

namespace postern::regressions {
namespace {

using test::AttestParts;
using test::PcrValues;

ByteVector joined(const PcrValues& values, uint32_t mask) {
  ByteVector all;
  for (const auto& [pcr, value] : values)
    if (tpm2::contains(mask, pcr)) all = test::join({all, value});
  return all;
}

class QuoteRegression : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(judge(machine_), "allowed"); }

  // parts: of a right quote over these PCRs.
  AttestParts parts(uint32_t mask) const {
    AttestParts parts;
    parts.extra_data = machine_.extra_data();
    parts.selections = {{0x000B, mask}};
    parts.pcr_digest = tpm2::digest(HashAlgorithm::kSha256, {joined(values(), mask)});
    return parts;
  }
  const PcrValues& values() const { return machine_.banks.at(HashAlgorithm::kSha256); }

  // judge_quote: the machine's document with this quote, signed by its TPM, beside PCR values that policy wants.
  std::string judge_quote(const AttestParts& parts, const PcrValues& shown) const {
    attdoc::Document document = machine_.document();
    document.quotes[0].attest = test::write_attest(parts);
    document.quotes[0].signature = machine_.ak.sign(document.quotes[0].attest);
    document.quotes[0].pcrs = test::make_bank(HashAlgorithm::kSha256, shown);
    return judge(machine_, document);
  }

  QemuMachine machine_;
};

constexpr uint32_t kAll = 0xFFFFFF;

// A quote that covers no PCR, or not those whose values are shown beside it, was taken as proof of these values: go-
// attestation before 0.4.0 (CVE-2022-0317, GHSA-99cg-575x-774p).
TEST_F(QuoteRegression, QuoteOverNoPcrs) {
  ASSERT_EQ(judge_quote(parts(kAll), values()), "allowed");
  EXPECT_EQ(judge_quote(parts(0), values()), POSTERN_REASON_PCR_SELECTION);
  AttestParts without = parts(0);
  without.selections.clear();
  EXPECT_EQ(judge_quote(without, values()), POSTERN_REASON_PCR_SELECTION);
}

TEST_F(QuoteRegression, QuoteOverSomePcrs) {
  EXPECT_EQ(judge_quote(parts(0x0000FF), values()), POSTERN_REASON_PCR_SELECTION) << "values that no quote covers";
  PcrValues some = values();
  some.erase(8);
  EXPECT_EQ(judge_quote(parts(kAll & ~tpm2::pcr_bit(8)), some), POSTERN_REASON_PCR_SELECTION) << "a PCR that policy compares";
  EXPECT_EQ(judge_quote(parts(kAll), some), POSTERN_REASON_PCR_SELECTION) << "a quoted PCR that is not shown";
}

// The selection in the quote was not compared with the one under which the values were shown, so that PCRs which
// anybody can reset passed for those of the boot: tpm2_checkquote (CVE-2024-29039).
TEST_F(QuoteRegression, QuoteOverOtherPcrsOfTheSameValues) {
  PcrValues shown;
  for (const uint32_t pcr : {4u, 8u}) shown[pcr] = values().at(pcr);
  ASSERT_EQ(judge_quote(parts(tpm2::pcr_bit(4) | tpm2::pcr_bit(8)), shown), "allowed");
  AttestParts other = parts(tpm2::pcr_bit(16) | tpm2::pcr_bit(23));
  ASSERT_EQ(other.pcr_digest, parts(tpm2::pcr_bit(4) | tpm2::pcr_bit(8)).pcr_digest) << "the digest does not tell them apart";
  EXPECT_EQ(judge_quote(other, shown), POSTERN_REASON_PCR_SELECTION);
}

// Values were believed because some quote of the same document was right: the other half of CVE-2022-0317, for which
// go-attestation has AKPublic.VerifyAll since.
TEST_F(QuoteRegression, ForgedFirstBankBesideAValidOne) {
  machine_.banks[HashAlgorithm::kSha384] = test::zero_pcrs(HashAlgorithm::kSha384);
  ASSERT_EQ(judge(machine_), "allowed");
  QemuMachine tampered{machine_.ak, machine_.banks, {}};
  tampered.banks[HashAlgorithm::kSha256][4][0] = std::byte{1};
  ASSERT_EQ(judge(tampered), POSTERN_REASON_PCR_MISMATCH) << "what its TPM says";
  attdoc::Document document = tampered.document();
  for (tpm2::Quote& quote : document.quotes)
    if (quote.pcrs.algorithm() == HashAlgorithm::kSha256) quote.pcrs = test::make_bank(HashAlgorithm::kSha256, values());
  EXPECT_EQ(judge(machine_, document), POSTERN_REASON_PCR_DIGEST_MISMATCH);
  attdoc::Document twice = machine_.document();
  twice.quotes.insert(twice.quotes.begin(), document.quotes[0]);
  EXPECT_EQ(judge(machine_, twice), POSTERN_REASON_QUOTE_DUPLICATE) << "and the right one behind it";
}

TEST_F(QuoteRegression, ForgedOtherBankBesideAValidOne) {
  machine_.banks[HashAlgorithm::kSha1] = test::zero_pcrs(HashAlgorithm::kSha1);
  ASSERT_EQ(judge(machine_), "allowed");
  attdoc::Document document = machine_.document();
  for (tpm2::Quote& quote : document.quotes)
    if (quote.pcrs.algorithm() == HashAlgorithm::kSha1) quote.signature.back() ^= std::byte{1};
  EXPECT_EQ(judge(machine_, document), POSTERN_REASON_SIGNATURE_INVALID);
}

// Anything that a key signed was taken as made by its TPM, since nobody looked at TPM_GENERATED: tpm2_checkquote
// (CVE-2024-29038) and Fapi_VerifyQuote of tpm2-tss (CVE-2024-29040).
TEST_F(QuoteRegression, MagicIsNotTpmGenerated) {
  AttestParts other = parts(kAll);
  other.magic = 0xFF544348;
  EXPECT_EQ(judge_quote(other, values()), POSTERN_REASON_QUOTE_INVALID);
}

// The same class: a signed structure of another type (here TPM_ST_ATTEST_CERTIFY, TIME and NV) read as a quote.
TEST_F(QuoteRegression, TypeConfusion) {
  for (const uint16_t type : {0x8017, 0x8019, 0x8014}) {
    AttestParts other = parts(kAll);
    other.type = type;
    EXPECT_EQ(judge_quote(other, values()), POSTERN_REASON_QUOTE_INVALID) << type;
  }
}

// The sender chose how its signature is checked: the class of jsonwebtoken's CVE-2015-9235 and, for no signature at all,
// CVE-2022-23540. Here: TPM_ALG_NULL, an HMAC, a weak hash, or another scheme than the one that the key is bound to.
TEST_F(QuoteRegression, AlgorithmConfusion) {
  attdoc::Document document = machine_.document();
  const tpm2::Quote right = document.quotes[0];
  for (const uint16_t scheme : {0x0010, 0x0005, 0x0016, 0x0018}) {
    const ByteVector id = test::big_endian(scheme, 2);
    std::copy(id.begin(), id.end(), document.quotes[0].signature.begin());
    EXPECT_EQ(judge(machine_, document), POSTERN_REASON_SIGNATURE_INVALID) << scheme;
  }
  document.quotes[0] = right;
  document.quotes[0].signature = machine_.ak.sign(right.attest, HashAlgorithm::kSha1);
  EXPECT_EQ(judge(machine_, document), POSTERN_REASON_SIGNATURE_INVALID);
  document.quotes[0].signature = machine_.ak.sign(right.attest, HashAlgorithm::kSha384);
  EXPECT_EQ(judge(machine_, document), POSTERN_REASON_SIGNATURE_INVALID) << "the key is bound to SHA-256";
}

// A key that signs whatever it is given proves nothing by signing: only a restricted one refuses to sign what starts
// like TPM_GENERATED and is not. Without this, the chain from hardware to quote is broken (Keylime, CVE-2021-3406).
TEST_F(QuoteRegression, KeyThatSignsAnything) {
  attdoc::Document document = machine_.document();
  document.ak_pub = machine_.ak.public_area(test::kGoodAttributes & ~tpm2::kRestricted);
  EXPECT_EQ(judge(machine_, document), POSTERN_REASON_AK_UNSUITABLE);
}

}  // namespace
}  // namespace postern::regressions
