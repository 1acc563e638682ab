// SPDX-License-Identifier: Apache-2.0
#include "validators/gcp/sev_snp_validator.h"

#include "common/attdoc/parse_snp_instance_info.h"
#include "common/attdoc/tpm_claims.h"
#include "common/gce/parse_instance.h"
#include "common/snp/check_report.h"
#include "common/snp/parse_report.h"
#include "common/snp/snp_claims.h"
#include "common/snp_collateral/collateral.h"
#include "common/tpm2/tss_log.h"
#include "validators/gcp/check_report_binding.h"
#include "validators/gcp/instance_claims.h"

namespace postern::gcp {
namespace {

using sdk::Result;

std::vector<sdk::ClaimDecl> claim_decls() {
  std::vector<sdk::ClaimDecl> claims = attdoc::tpm_claim_decls();
  for (const sdk::ClaimDecl& each : instance_claim_decls()) claims.push_back(each);
  for (const sdk::ClaimDecl& each : snp::snp_claim_decls()) claims.push_back(each);
  return claims;
}

Result<gce::Instance> claimed_instance(const attdoc::SnpInstanceInfo& info) {
  if (info.gcp) return gce::parse_instance(*info.gcp);
  return sdk::Failure::malformed("InstanceInfo does not say which machine this is")
      .about("evidence")
      .expected("GCP")
      .observed("none")
      .spec("Constellation attestation document, InstanceInfo: GCP")
      .peer("the attestation document is not valid");
}

}  // namespace

sdk::Description SevSnpValidator::describe() {
  tpm2::quiet_tss_log();
  return {.id = "gcp-sev-snp",
          .version = "1.0.0",
          .summary = "Judges SEV-SNP reports and TPM quotes of Google Compute Engine's machines",
          .config_schema_json = kSevSnpSchema,
          .threading = POSTERN_THREADING_CONCURRENT,
          .bindings_out = kProvenBindings,
          .evidence = {{"gcp-sev-snp", "1.3.9900.3.2"}},
          .claims_out = claim_decls()};
}

Result<std::unique_ptr<SevSnpValidator>> SevSnpValidator::create(sdk::Call&, Config config) {
  return std::make_unique<SevSnpValidator>(std::move(config));
}

Result<void> SevSnpValidator::judge_report(const sdk::Call& call, const attdoc::SnpInstanceInfo& info,
                                           const JudgedDocument& document, sdk::ByteView nonce) const {
  POSTERN_TRY(report, snp::parse_report(info.report));
  POSTERN_TRY(collateral,
              snp::gather_collateral(call, report, {info.report_signer, info.cert_chain}, config_.snp_trust));
  POSTERN_TRY(verified,
              snp::verify_evidence(collateral.evidence(info.report), config_.snp_trust.trust(call.now())));
  POSTERN_CHECK(check_report_binding(verified, document.verified, nonce));
  POSTERN_TRY(match, snp::check_report(verified, config_.snp_policy));
  POSTERN_CHECK(snp::state_report_claims(call, verified));
  POSTERN_CHECK(snp::state_match_claims(call, match));
  for (const std::string& warning : match.warnings) call.warn(warning);
  return {};
}

// The order matters to others than the verdict: somebody else's service is asked only for a document that verifies by
// itself, was made for this connection, and names a machine that may be here.
sdk::Judgement SevSnpValidator::validate(sdk::Call& call, const sdk::Evidence& evidence) {
  POSTERN_TRY(document, judge_document(evidence, config_.document.demands()));
  POSTERN_TRY(signed_info, signed_instance_info(document));
  POSTERN_TRY(info, attdoc::parse_snp_instance_info(signed_info));
  POSTERN_TRY(claimed, claimed_instance(info));
  POSTERN_TRY(trusted, trust_.verify(call, document.sent, document.key, claimed));
  POSTERN_CHECK(judge_report(call, info, document, evidence.nonce));
  POSTERN_CHECK(prove_bindings(call, evidence, document));
  POSTERN_CHECK(state_instance_claims(call, trusted));
  POSTERN_CHECK(judge_measurements(call, document, trusted, config_.document.measurements));
  return sdk::Allow{};
}

}  // namespace postern::gcp
