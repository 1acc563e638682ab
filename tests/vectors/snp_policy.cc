// SPDX-License-Identifier: Apache-2.0
#include "vectors/snp_policy.h"

#include "common/snp/check_report.h"

namespace postern::vectors {

Outcome ask_default_policy(const snp::VerifiedReport& report) {
  snp::SnpPolicy policy;
  policy.minimum_tcb = snp::TcbVersion{.fmc = uint8_t{0}};
  Outcome outcome;
  const auto match = snp::check_report(report, policy);
  if (match.ok()) return outcome;
  const Outcome refusal = refused(match.failure());
  outcome.policy_code = refusal.code;
  outcome.policy_text = refusal.text;
  return outcome;
}

}  // namespace postern::vectors
