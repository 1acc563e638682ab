// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "common/snp/verify_report.h"

namespace postern::snp {

// HardwareEvidence: what says that a report is genuine, as sent or fetched; nothing verified. Views of memory
// that outlives the call.
struct HardwareEvidence {
  sdk::ByteView report;                     // kReportSize bytes
  sdk::ByteView vek;                        // one certificate, PEM or DER
  std::vector<sdk::ByteView> certificates;  // ASK or ASVK, ARK: each PEM of one or several, or DER; any order
  std::optional<sdk::ByteView> crl;         // DER, of the ARK
};

// HardwareTrust: against what it is judged.
struct HardwareTrust {
  std::vector<RootPin> roots = amd_roots();
  x509::Time now;
  // When set, a list that is newer than this must be there and no issuer may be on it.
  std::optional<std::chrono::nanoseconds> crl_max_age;
};

// verify_evidence: parse_report, parse and verify_vek_chain, the revocation list, verify_report: the whole of
// the trust half. Policy comes after. Errors: denied; those of the functions named, of x509::verify_crl and
// check_revocation; CRL_INVALID also when a list is demanded and there is none. A list that is there is
// judged only when demanded.
sdk::Result<VerifiedReport> verify_evidence(const HardwareEvidence& evidence, const HardwareTrust& trust);

// verify_vek_evidence: the certificates' part of it, without a report.
sdk::Result<VerifiedVek> verify_vek_evidence(const HardwareEvidence& evidence, const HardwareTrust& trust);

}  // namespace postern::snp
