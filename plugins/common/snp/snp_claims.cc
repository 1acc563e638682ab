// SPDX-License-Identifier: Apache-2.0
#include "common/snp/snp_claims.h"

namespace postern::snp {
namespace {

using sdk::Result;

// The claims that are a matter of one field, with where it stands.
template <typename T>
struct FieldClaim {
  std::string_view name;
  T (*read)(const Report& report);
};

constexpr FieldClaim<bool> kFlags[] = {
    {"snp.policy.debug", [](const Report& r) { return r.policy.debug; }},
    {"snp.policy.migrate_ma", [](const Report& r) { return r.policy.migrate_ma; }},
    {"snp.policy.smt", [](const Report& r) { return r.policy.smt; }},
    {"snp.policy.single_socket", [](const Report& r) { return r.policy.single_socket; }},
    {"snp.policy.cxl_allow", [](const Report& r) { return r.policy.cxl_allow; }},
    {"snp.policy.mem_aes_256_xts", [](const Report& r) { return r.policy.mem_aes_256_xts; }},
    {"snp.policy.rapl_dis", [](const Report& r) { return r.policy.rapl_dis; }},
    {"snp.policy.ciphertext_hiding", [](const Report& r) { return r.policy.ciphertext_hiding; }},
    {"snp.policy.page_swap_disable", [](const Report& r) { return r.policy.page_swap_disable; }},
    {"snp.platform.smt", [](const Report& r) { return r.platform_info.smt_enabled; }},
    {"snp.platform.tsme", [](const Report& r) { return r.platform_info.tsme_enabled; }},
    {"snp.platform.ecc", [](const Report& r) { return r.platform_info.ecc_enabled; }},
    {"snp.platform.rapl_disabled", [](const Report& r) { return r.platform_info.rapl_disabled; }},
    {"snp.platform.ciphertext_hiding", [](const Report& r) { return r.platform_info.ciphertext_hiding; }},
    {"snp.platform.alias_check_complete", [](const Report& r) { return r.platform_info.alias_check_complete; }},
    {"snp.platform.tio", [](const Report& r) { return r.platform_info.tio_enabled; }}};

constexpr FieldClaim<sdk::ByteView> kBytes[] = {
    {"snp.measurement", [](const Report& r) { return sdk::ByteView(r.measurement); }},
    {"snp.host_data", [](const Report& r) { return sdk::ByteView(r.host_data); }},
    {"snp.id_key_digest", [](const Report& r) { return sdk::ByteView(r.id_key_digest); }},
    {"snp.author_key_digest", [](const Report& r) { return sdk::ByteView(r.author_key_digest); }},
    {"snp.family_id", [](const Report& r) { return sdk::ByteView(r.family_id); }},
    {"snp.image_id", [](const Report& r) { return sdk::ByteView(r.image_id); }},
    {"snp.report_id", [](const Report& r) { return sdk::ByteView(r.report_id); }}};

constexpr FieldClaim<int64_t> kNumbers[] = {{"snp.version", [](const Report& r) { return int64_t{r.version}; }},
                                            {"snp.vmpl", [](const Report& r) { return int64_t{r.vmpl}; }},
                                            {"snp.guest_svn", [](const Report& r) { return int64_t{r.guest_svn}; }}};

// TcbClaims: the names for one of the TCBs, in the order of kTcbComponents.
struct TcbClaims {
  const TcbVersion& (VerifiedReport::*read)() const;
  std::string_view names[kTcbComponents.size()];
};

constexpr TcbClaims kTcbs[] = {
    {&VerifiedReport::reported_tcb,
     {"snp.tcb.fmc", "snp.tcb.bootloader", "snp.tcb.tee", "snp.tcb.snp", "snp.tcb.microcode"}},
    {&VerifiedReport::committed_tcb,
     {"snp.committed_tcb.fmc", "snp.committed_tcb.bootloader", "snp.committed_tcb.tee", "snp.committed_tcb.snp",
      "snp.committed_tcb.microcode"}},
    {&VerifiedReport::current_tcb,
     {"snp.current_tcb.fmc", "snp.current_tcb.bootloader", "snp.current_tcb.tee", "snp.current_tcb.snp",
      "snp.current_tcb.microcode"}},
    {&VerifiedReport::launch_tcb,
     {"snp.launch_tcb.fmc", "snp.launch_tcb.bootloader", "snp.launch_tcb.tee", "snp.launch_tcb.snp",
      "snp.launch_tcb.microcode"}}};

Result<void> state_tcbs(const sdk::Call& call, const VerifiedReport& report) {
  for (const TcbClaims& claims : kTcbs)
    for (std::size_t i = 0; i < kTcbComponents.size(); ++i)
      if (const auto level = (report.*claims.read)().component(kTcbComponents[i]))
        POSTERN_CHECK(call.claim_integer(claims.names[i], *level));
  return {};
}

std::string show(const FirmwareVersion& version) {
  return std::to_string(version.major) + "." + std::to_string(version.minor) + "." + std::to_string(version.build);
}

// state_processor: what it is and who vouches for it.
Result<void> state_processor(const sdk::Call& call, const VerifiedReport& report) {
  const VekCertificate& vek = report.vek();
  POSTERN_CHECK(call.claim("snp.product", name_of(report.product())));
  if (const auto& cpuid = report.report().cpuid)
    if (const auto silicon = silicon_of(*cpuid)) POSTERN_CHECK(call.claim("snp.silicon", name_of(*silicon)));
  if (vek.role == VekRole::kVcek) {
    POSTERN_CHECK(call.claim("snp.signing_key", std::string_view("vcek")));
    return call.claim("snp.chip_id", sdk::ByteView(vek.hwid));
  }
  POSTERN_CHECK(call.claim("snp.signing_key", std::string_view("vlek")));
  return call.claim("snp.csp_id", std::string_view(vek.csp_id));
}

Result<void> state_versions(const sdk::Call& call, const Report& report) {
  const std::string abi =
      std::to_string(report.policy.abi_major) + "." + std::to_string(report.policy.abi_minor);
  POSTERN_CHECK(call.claim("snp.policy.abi", std::string_view(abi)));
  POSTERN_CHECK(call.claim("snp.current_firmware", std::string_view(show(report.current_firmware))));
  POSTERN_CHECK(call.claim("snp.committed_firmware", std::string_view(show(report.committed_firmware))));
  if (report.launch_mitigations)
    POSTERN_CHECK(
        call.claim_integer("snp.launch_mitigations", static_cast<int64_t>(*report.launch_mitigations)));
  if (!report.current_mitigations) return {};
  return call.claim_integer("snp.current_mitigations", static_cast<int64_t>(*report.current_mitigations));
}

}  // namespace

std::vector<sdk::ClaimDecl> snp_claim_decls() {
  std::vector<sdk::ClaimDecl> claims{{"snp.product", POSTERN_TYPE_TEXT},
                                     {"snp.silicon", POSTERN_TYPE_TEXT},
                                     {"snp.signing_key", POSTERN_TYPE_TEXT},
                                     {"snp.csp_id", POSTERN_TYPE_TEXT},
                                     {"snp.chip_id", POSTERN_TYPE_BYTES},
                                     {"snp.policy.abi", POSTERN_TYPE_TEXT},
                                     {"snp.current_firmware", POSTERN_TYPE_TEXT},
                                     {"snp.committed_firmware", POSTERN_TYPE_TEXT},
                                     {"snp.launch_mitigations", POSTERN_TYPE_INTEGER},
                                     {"snp.current_mitigations", POSTERN_TYPE_INTEGER},
                                     {"snp.tcb_floor", POSTERN_TYPE_TEXT},
                                     {"snp.id_key.match", POSTERN_TYPE_BOOL}};
  for (const auto& claim : kFlags) claims.push_back({claim.name, POSTERN_TYPE_BOOL});
  for (const auto& claim : kBytes) claims.push_back({claim.name, POSTERN_TYPE_BYTES});
  for (const auto& claim : kNumbers) claims.push_back({claim.name, POSTERN_TYPE_INTEGER});
  for (const TcbClaims& tcb : kTcbs)
    for (const std::string_view name : tcb.names) claims.push_back({name, POSTERN_TYPE_INTEGER});
  return claims;
}

Result<void> state_report_claims(const sdk::Call& call, const VerifiedReport& report) {
  const Report& facts = report.report();
  POSTERN_CHECK(state_processor(call, report));
  POSTERN_CHECK(state_versions(call, facts));
  for (const auto& claim : kFlags) POSTERN_CHECK(call.claim_bool(claim.name, claim.read(facts)));
  for (const auto& claim : kBytes) POSTERN_CHECK(call.claim(claim.name, claim.read(facts)));
  for (const auto& claim : kNumbers) POSTERN_CHECK(call.claim_integer(claim.name, claim.read(facts)));
  return state_tcbs(call, report);
}

Result<void> state_match_claims(const sdk::Call& call, const ReportMatch& match) {
  if (!match.tcb_floor.empty()) POSTERN_CHECK(call.claim("snp.tcb_floor", std::string_view(match.tcb_floor)));
  if (!match.id_key_match) return {};
  return call.claim_bool("snp.id_key.match", *match.id_key_match);
}

}  // namespace postern::snp
