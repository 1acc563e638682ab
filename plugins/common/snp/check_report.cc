// SPDX-License-Identifier: Apache-2.0
#include "common/snp/check_report.h"

#include <algorithm>

#include "common/snp/check_tcb.h"

namespace postern::snp {
namespace {

using sdk::Failure;
using sdk::Result;

constexpr const char* kPolicySpec = "SEV-SNP Firmware ABI (AMD 56860), 4.3";
constexpr const char* kReportSpec = "SEV-SNP Firmware ABI (AMD 56860), 7.3";
constexpr std::size_t kShownValues = 2;

// check_flag: observed is not refused.
Result<void> check_flag(const char* claim, bool observed, bool refused, const char* text) {
  if (observed != refused) return {};
  return Failure::denied(POSTERN_REASON_GUEST_POLICY)
      .about(claim)
      .expected(refused ? "false" : "true")
      .observed(observed ? "true" : "false")
      .spec(kPolicySpec)
      .peer("the guest's policy is not allowed here")
      .text(text);
}

Result<void> check_guest_policy(const Report& report, const SnpPolicy& policy) {
  if (!policy.allow_debug)
    POSTERN_CHECK(check_flag("snp.policy.debug", report.policy.debug, true, "the host may debug the guest"));
  if (!policy.allow_migration_agent)
    POSTERN_CHECK(check_flag("snp.policy.migrate_ma", report.policy.migrate_ma, true,
                             "the guest may have a migration agent"));
  if (!policy.allow_smt) {
    POSTERN_CHECK(check_flag("snp.policy.smt", report.policy.smt, true, "the guest may run where SMT is on"));
    POSTERN_CHECK(check_flag("snp.platform.smt", report.platform_info.smt_enabled, true, "SMT is on"));
  }
  if (!policy.require_single_socket) return {};
  return check_flag("snp.policy.single_socket", report.policy.single_socket, false,
                    "the guest is not bound to one socket");
}

Result<void> check_vmpl(const Report& report, const SnpPolicy& policy) {
  if (policy.vmpls.empty()) return Failure::misconfigured("/vmpl", "the policy has no privilege level");
  if (policy.vmpls.contains(report.vmpl)) return {};
  std::string levels;
  for (const uint32_t level : policy.vmpls) levels += (levels.empty() ? "" : " or ") + std::to_string(level);
  return Failure::denied(POSTERN_REASON_VMPL)
      .about("snp.vmpl")
      .expected(levels)
      .observed(std::to_string(report.vmpl))
      .spec(kReportSpec)
      .peer("the report was made at another privilege level")
      .text("software at another privilege level asked for the report");
}

bool is_among(const std::vector<sdk::ByteVector>& values, sdk::ByteView value) {
  return std::any_of(values.begin(), values.end(), [&](const sdk::ByteVector& each) {
    return std::equal(each.begin(), each.end(), value.begin(), value.end());
  });
}

std::string show(const std::vector<sdk::ByteVector>& values) {
  std::string text;
  for (std::size_t i = 0; i < std::min(kShownValues, values.size()); ++i)
    text += (text.empty() ? "" : " or ") + sdk::to_hex(values[i]);
  if (values.size() > kShownValues) text += " or " + std::to_string(values.size() - kShownValues) + " others";
  return text;
}

Failure unexpected(const char* code, const char* claim, const std::vector<sdk::ByteVector>& expected,
                   sdk::ByteView observed) {
  return Failure::denied(code)
      .about(claim)
      .expected(show(expected))
      .observed(sdk::to_hex(observed))
      .spec(kReportSpec)
      .peer("the guest was launched in another way than is expected here")
      .text(std::string(claim) + " is not one of the expected values");
}

// check_value: an empty list is not compared.
Result<void> check_value(const char* claim, const std::vector<sdk::ByteVector>& expected, sdk::ByteView observed) {
  if (expected.empty() || is_among(expected, observed)) return {};
  return unexpected(POSTERN_REASON_LAUNCH_MISMATCH, claim, expected, observed);
}

// compare_keys: each list that the policy has must hold the report's digest.
Result<void> compare_keys(const Report& report, const SnpPolicy& policy) {
  if (!policy.id_key_digests.empty() && !is_among(policy.id_key_digests, report.id_key_digest))
    return unexpected(POSTERN_REASON_ID_KEY_MISMATCH, "snp.id_key_digest", policy.id_key_digests,
                      report.id_key_digest);
  if (policy.author_key_digests.empty()) return {};
  if (report.author_key_en && is_among(policy.author_key_digests, report.author_key_digest)) return {};
  return unexpected(POSTERN_REASON_ID_KEY_MISMATCH, "snp.author_key_digest", policy.author_key_digests,
                    report.author_key_en ? sdk::ByteView(report.author_key_digest) : sdk::ByteView());
}

Result<void> check_keys(const Report& report, const SnpPolicy& policy, MissingKey missing_key, ReportMatch& match) {
  if (!policy.compares_keys()) return {};
  const Result<void> comparison = compare_keys(report, policy);
  match.id_key_match = comparison.ok();
  if (comparison.ok()) return {};
  const bool asks_token = policy.id_key_enforcement == IdKeyEnforcement::kMaaFallback &&
                          missing_key == MissingKey::kCallerAsksToken;
  if (!asks_token && policy.id_key_enforcement != IdKeyEnforcement::kWarn) return comparison;
  match.needs_maa_token = asks_token;
  match.warnings.push_back(comparison.failure().operator_text() + ": observed " + comparison.failure().observed());
  return {};
}

Result<void> check_guest_svn(const Report& report, const SnpPolicy& policy) {
  if (report.guest_svn >= policy.minimum_guest_svn) return {};
  return Failure::denied(POSTERN_REASON_GUEST_SVN_TOO_LOW)
      .about("snp.guest_svn")
      .expected("at least " + std::to_string(policy.minimum_guest_svn))
      .observed(std::to_string(report.guest_svn))
      .spec(kReportSpec)
      .peer("the guest's image is too old")
      .text("the security version in the guest's ID block is below minimum_guest_svn");
}

}  // namespace

Result<ReportMatch> check_report(const VerifiedReport& report, const SnpPolicy& policy, MissingKey missing_key) {
  const Report& facts = report.report();
  ReportMatch match;
  POSTERN_CHECK(check_guest_policy(facts, policy));
  POSTERN_CHECK(check_vmpl(facts, policy));
  POSTERN_CHECK(check_tcb(report, policy));
  POSTERN_CHECK(check_value("snp.measurement", policy.launch_measurements, facts.measurement));
  POSTERN_CHECK(check_value("snp.host_data", policy.host_data, facts.host_data));
  POSTERN_CHECK(check_keys(facts, policy, missing_key, match));
  POSTERN_CHECK(check_guest_svn(facts, policy));
  if (policy.tcb_floor) match.tcb_floor = policy.tcb_floor->name;
  return match;
}

}  // namespace postern::snp
