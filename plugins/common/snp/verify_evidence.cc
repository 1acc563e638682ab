// SPDX-License-Identifier: Apache-2.0
#include "common/snp/verify_evidence.h"

#include "common/snp/parse_report.h"
#include "common/x509/check_revocation.h"
#include "common/x509/parse_certificate.h"

namespace postern::snp {
namespace {

using sdk::Result;

Result<std::vector<x509::Certificate>> parse_issuers(const HardwareEvidence& evidence) {
  std::vector<x509::Certificate> issuers;
  for (const sdk::ByteView text : evidence.certificates) {
    POSTERN_TRY(found, x509::parse_certificates(text, "snp.issuers"));
    issuers.insert(issuers.end(), found.begin(), found.end());
  }
  return issuers;
}

Result<void> check_crl(const HardwareEvidence& evidence, const VerifiedVek& vek, const HardwareTrust& trust) {
  if (!evidence.crl) {
    if (!trust.crl_max_age) return {};
    return sdk::Failure(POSTERN_UNAVAILABLE, POSTERN_REASON_COLLATERAL_UNAVAILABLE)
        .about("crl")
        .peer("the gate cannot get the revocation list")
        .text("the configuration demands a revocation list and there is none");
  }
  POSTERN_TRY(list, x509::parse_crl(*evidence.crl));
  const x509::CrlDemands demands{trust.now, trust.crl_max_age.value_or(std::chrono::nanoseconds::max())};
  POSTERN_TRY(verified, x509::verify_crl(std::move(list), vek.chain(), x509::SignatureRule::kAmd, demands));
  return x509::check_revocation(vek.chain(), verified);
}

}  // namespace

Result<VerifiedVek> verify_vek_evidence(const HardwareEvidence& evidence, const HardwareTrust& trust) {
  POSTERN_TRY(vek, x509::parse_one_certificate(evidence.vek, "snp.vek"));
  POSTERN_TRY(issuers, parse_issuers(evidence));
  POSTERN_TRY(verified, verify_vek_chain(vek, issuers, trust.roots, trust.now));
  POSTERN_CHECK(check_crl(evidence, verified, trust));
  return verified;
}

Result<VerifiedReport> verify_evidence(const HardwareEvidence& evidence, const HardwareTrust& trust) {
  POSTERN_TRY(report, parse_report(evidence.report));
  POSTERN_TRY(vek, verify_vek_evidence(evidence, trust));
  return verify_report(report, vek);
}

}  // namespace postern::snp
