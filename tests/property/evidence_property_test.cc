// SPDX-License-Identifier: Apache-2.0
//
// The same for the two things inside of documents that a machine's hardware signs: SNP reports with their certificates,
// and TPM quotes.

#include <gtest/gtest.h>
#include <openssl/x509.h>

#include <algorithm>

#include "common/snp/parse_report.h"
#include "common/snp/verify_evidence.h"
#include "common/tpm2/verify_quote.h"
#include "common/x509/parse_certificate.h"
#include "property/campaign.h"
#include "property/mutate_bytes.h"
#include "support/amd_report.h"
#include "support/software_ak.h"
#include "unit/snp/hardware.h"

namespace postern::property {
namespace {

using sdk::ByteVector;
using sdk::ByteView;

std::string text_of(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

template <typename T>
Trial trial_of(const sdk::Result<T>& result) {
  if (result.ok()) return {true, "", ""};
  const bool is_verdict = result.failure().status() == POSTERN_DENIED;
  return {false, result.failure().code(), is_verdict ? "" : "no verdict: " + result.failure().operator_text()};
}

void expect(const Summary& summary, const std::vector<std::string>& codes) {
  ASSERT_FALSE(summary.broken) << *summary.broken;
  if (summary.trials < 1000) return;
  EXPECT_GT(summary.allowed, 0u) << "some changes change nothing";
  for (const std::string& code : codes) EXPECT_TRUE(summary.codes.contains(code)) << "no trial was refused for " << code;
}

// tbs_of: the part of a certificate that its issuer signed.
std::string tbs_of(const x509::Certificate& certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_re_X509_tbs(certificate.get(), &der);
  const std::string text(reinterpret_cast<char*>(der), size > 0 ? static_cast<std::size_t>(size) : 0);
  OPENSSL_free(der);
  return text;
}

// Chip: two reports of one chip, one of another, and certificates of both. The key of the first is verified once.
struct Chip {
  Chip() {
    test::Hardware first, second;
    first.report.report_data = ByteVector(64, std::byte{1});
    second.report.report_data = ByteVector(64, std::byte{2});
    second.report.guest_svn = 9;
    for (const test::Hardware* hardware : {&first, &second})
      reports.push_back(text_of(test::write_report(hardware->report, hardware->pki.vek_key(hardware->kind))));
    test::VekParts other;
    other.hwid = ByteVector(64, std::byte{0x77});
    vek = text_of(test::write_certificate(first.pki.vek()).der);
    other_vek = text_of(test::write_certificate(first.pki.vek(other)).der);
    issuers = test::write_certificate(first.pki.ask()).pem + test::write_certificate(first.pki.ark()).pem;
    trust = first.trust;
  }
  snp::HardwareEvidence evidence(const std::string& report, const std::string& leaf) const {
    return {sdk::as_bytes(report), sdk::as_bytes(leaf), {sdk::as_bytes(issuers)}, {}};
  }
  std::vector<std::string> reports;
  std::string vek, other_vek, issuers;
  snp::HardwareTrust trust;
};

bool is_signed_part(const Chip& chip, const std::string& report) {
  return std::any_of(chip.reports.begin(), chip.reports.end(), [&](const std::string& one) {
    return one.compare(0, snp::kSignedSize, report, 0, snp::kSignedSize) == 0;
  });
}

// The certificates do not change, so their chain is verified once; what is judged is the report.
TEST(EvidenceProperty, SnpReports) {
  const Chip chip;
  const auto vek = snp::verify_vek_evidence(chip.evidence(chip.reports[0], chip.vek), chip.trust);
  ASSERT_TRUE(vek.ok());
  const auto worker = [&](Random& random) {
    const std::string report = mutate_bytes(random, random.pick(chip.reports), random.pick(chip.reports));
    const auto parsed = snp::parse_report(sdk::as_bytes(report));
    if (!parsed.ok()) return trial_of(parsed);
    Trial trial = trial_of(snp::verify_report(parsed.value(), vek.value()));
    if (trial.allowed && !is_signed_part(chip, report)) trial.broken = "ALLOWED: " + sdk::to_hex(sdk::as_bytes(report));
    return trial;
  };
  expect(run_campaign("snp-report", [&] { return Worker(worker); }), {POSTERN_REASON_REPORT_MALFORMED, POSTERN_REASON_SIGNATURE_INVALID});
}

// Here the certificate of the key changes, too. Fewer trials: every one checks the chain anew.
TEST(EvidenceProperty, SnpCertificates) {
  const Chip chip;
  const std::string right = tbs_of(x509::parse_one_certificate(sdk::as_bytes(chip.vek), "vek").value());
  const auto worker = [&](Random& random) {
    const std::string leaf = mutate_bytes(random, random.chance(50) ? chip.vek : chip.other_vek, chip.vek);
    const auto verified = snp::verify_evidence(chip.evidence(random.pick(chip.reports), leaf), chip.trust);
    Trial trial = trial_of(verified);
    if (trial.allowed && tbs_of(x509::parse_one_certificate(sdk::as_bytes(leaf), "vek").value()) != right)
      trial.broken = "ALLOWED: " + sdk::to_hex(sdk::as_bytes(leaf));
    return trial;
  };
  expect(run_campaign("snp-certificate", [&] { return Worker(worker); }, 5),
         {POSTERN_REASON_CERTIFICATE_INVALID, POSTERN_REASON_CHAIN_INVALID, POSTERN_REASON_CHIP_MISMATCH});
}

// Signer: a key and two quotes of it, and one for another nonce.
struct Signer {
  explicit Signer(const test::SoftwareAk& ak) : key(tpm2::PublicKey::from_pem(ak.pem()).take()) {
    test::PcrValues pcrs = test::zero_pcrs(tpm2::HashAlgorithm::kSha256);
    quotes.push_back(test::make_quote(ak, tpm2::HashAlgorithm::kSha256, pcrs, nonce));
    pcrs[4] = ByteVector(32, std::byte{4});
    quotes.push_back(test::make_quote(ak, tpm2::HashAlgorithm::kSha256, pcrs, nonce));
    quotes.push_back(test::make_quote(ak, tpm2::HashAlgorithm::kSha256, pcrs, ByteVector(32, std::byte{9})));
  }
  const ByteVector nonce = ByteVector(32, std::byte{7});
  tpm2::PublicKey key;
  std::vector<tpm2::Quote> quotes;  // the last one is for another nonce
};

ByteVector changed(Random& random, const ByteVector& bytes, const ByteVector& other) {
  return sdk::to_vector(sdk::as_bytes(mutate_bytes(random, text_of(bytes), text_of(other))));
}

// changed: one or more parts of a quote changed, or taken from another one.
tpm2::Quote changed(Random& random, const tpm2::Quote& base, const tpm2::Quote& other) {
  tpm2::Quote quote = base;
  const std::size_t parts = 1 + random.below(7);
  if ((parts & 1) != 0) quote.attest = random.chance(20) ? other.attest : changed(random, base.attest, other.attest);
  if ((parts & 2) != 0) quote.signature = random.chance(20) ? other.signature : changed(random, base.signature, other.signature);
  if ((parts & 4) == 0) return quote;
  test::PcrValues values = random.chance(30) ? other.pcrs.values() : base.pcrs.values();
  const auto pcr = static_cast<uint32_t>(random.below(tpm2::kPcrCount));
  if (random.chance(20)) values.erase(pcr);
  else values[pcr][random.below(32)] ^= static_cast<std::byte>(random.below(256));
  quote.pcrs = test::make_bank(tpm2::HashAlgorithm::kSha256, values);
  return quote;
}

TEST(EvidenceProperty, TpmQuotes) {
  std::vector<Signer> signers;
  signers.reserve(3);
  for (const test::AkKind kind : {test::AkKind::kRsassa, test::AkKind::kRsapss, test::AkKind::kP256})
    signers.emplace_back(test::SoftwareAk(kind));
  const auto worker = [&](Random& random) {
    const Signer& signer = signers[random.below(signers.size())];
    const Signer& stranger = signers[random.below(signers.size())];
    const tpm2::Quote quote = changed(random, signer.quotes[random.below(2)], random.pick(stranger.quotes));
    Trial trial = trial_of(tpm2::verify_quote(quote, signer.key, signer.nonce, random.chance(50) ? tpm2::kAllPcrs : 0));
    const bool is_known = std::any_of(signer.quotes.begin(), signer.quotes.end() - 1, [&](const tpm2::Quote& one) {
      return one.attest == quote.attest && one.pcrs.values() == quote.pcrs.values();
    });
    if (trial.allowed && !is_known) trial.broken = "ALLOWED: " + sdk::to_hex(quote.attest);
    return trial;
  };
  expect(run_campaign("tpm-quote", [&] { return Worker(worker); }),
         {POSTERN_REASON_QUOTE_INVALID, POSTERN_REASON_SIGNATURE_INVALID, POSTERN_REASON_NONCE_MISMATCH,
          POSTERN_REASON_PCR_SELECTION, POSTERN_REASON_PCR_DIGEST_MISMATCH});
}

}  // namespace
}  // namespace postern::property
