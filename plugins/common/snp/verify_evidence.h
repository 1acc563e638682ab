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
  // When set, there must be a revocation list, and it must not be older than this; positive.
  std::optional<std::chrono::nanoseconds> crl_max_age;
};

// verify_evidence: parse_report, verify_vek_chain, verify_crl and check_revocation, verify_report: the whole
// of the trust half; policy comes after. A revocation list that is there is judged even when none is
// demanded; then its age has no limit but its own nextUpdate. Errors: those of the functions named and of
// what parses certificates and lists, all denied; unavailable, COLLATERAL_UNAVAILABLE (a list is demanded and
// there is none).
sdk::Result<VerifiedReport> verify_evidence(const HardwareEvidence& evidence, const HardwareTrust& trust);

// verify_vek_evidence: the certificates' part of it, without a report.
sdk::Result<VerifiedVek> verify_vek_evidence(const HardwareEvidence& evidence, const HardwareTrust& trust);

}  // namespace postern::snp
