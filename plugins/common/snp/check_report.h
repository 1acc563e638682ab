// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "common/snp/policy.h"
#include "common/snp/verify_report.h"

namespace postern::snp {

// ReportMatch: how an accepted report met the policy.
struct ReportMatch {
  // Whether the key digests are expected ones; nothing when the policy compares none.
  std::optional<bool> id_key_match;
  // The machine is accepted only if a valid token of Microsoft Azure Attestation vouches for it.
  bool needs_maa_token = false;
  std::string tcb_floor;              // name of the floor that was reached; empty when there is none
  std::vector<std::string> warnings;  // for the operator
};

// MissingKey: what the caller can do about key digests that differ under IdKeyEnforcement::kMaaFallback.
enum class MissingKey {
  kRefuse,           // nothing: the report is refused
  kCallerAsksToken,  // it looks at needs_maa_token, and refuses when it is set and there is no valid token
};

// check_report: whether what a genuine report says is acceptable, in this order:
//   1. guest policy: debug, migration agent, SMT, single socket: GUEST_POLICY ("snp.policy.…")
//   2. privilege level: VMPL ("snp.vmpl")
//   3. TCBs and firmware versions (check_tcb.h): TCB_INCONSISTENT, TCB_TOO_LOW
//   4. launch measurement, host data: LAUNCH_MISMATCH ("snp.measurement", "snp.host_data")
//   5. digests of ID key and author key: ID_KEY_MISMATCH ("snp.id_key_digest", "snp.author_key_digest"), unless
//      the policy only warns, or falls back to a token and the caller can ask for it. An author key counts only
//      when the report says that there is one (AUTHOR_KEY_EN).
//   6. guest SVN: GUEST_SVN_TOO_LOW ("snp.guest_svn")
// Errors: denied, with the codes above; misconfigured for a policy without a minimum TCB or VMPL.
sdk::Result<ReportMatch> check_report(const VerifiedReport& report, const SnpPolicy& policy,
                                      MissingKey missing_key = MissingKey::kRefuse);

}  // namespace postern::snp
