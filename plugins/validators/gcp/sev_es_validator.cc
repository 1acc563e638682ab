// SPDX-License-Identifier: Apache-2.0
#include "validators/gcp/sev_es_validator.h"

#include "common/attdoc/tpm_claims.h"
#include "common/gce/parse_instance.h"
#include "common/tpm2/tss_log.h"
#include "validators/gcp/instance_claims.h"
#include "validators/gcp/judged_document.h"

namespace postern::gcp {
namespace {

std::vector<sdk::ClaimDecl> claim_decls() {
  std::vector<sdk::ClaimDecl> claims = attdoc::tpm_claim_decls();
  for (const sdk::ClaimDecl& each : instance_claim_decls()) claims.push_back(each);
  for (const sdk::ClaimDecl& each : firmware_claim_decls()) claims.push_back(each);
  return claims;
}

}  // namespace

sdk::Description SevEsValidator::describe() {
  tpm2::quiet_tss_log();
  return {.id = "gcp-sev-es",
          .version = "1.0.0",
          .summary = "Judges TPM quotes of Google Compute Engine's machines with AMD SEV or SEV-ES",
          .config_schema_json = kSevEsSchema,
          .threading = POSTERN_THREADING_CONCURRENT,
          .bindings_out = kProvenBindings,
          .evidence = {{"gcp-sev-es", "1.3.9900.3.1"}},
          .claims_out = claim_decls()};
}

sdk::Result<std::unique_ptr<SevEsValidator>> SevEsValidator::create(sdk::Call&, Config config) {
  return std::make_unique<SevEsValidator>(std::move(config));
}

// The order matters to others than the verdict: somebody else's service is asked only for a document that verifies by
// itself, was made for this connection, and names a machine that may be here.
sdk::Judgement SevEsValidator::validate(sdk::Call& call, const sdk::Evidence& evidence) {
  POSTERN_TRY(document, judge_document(evidence, config_.document.demands()));
  POSTERN_TRY(info, signed_instance_info(document));
  POSTERN_TRY(claimed, gce::parse_instance_info(info));
  POSTERN_TRY(trusted, trust_.verify(call, document.sent, document.key, claimed));
  POSTERN_TRY(firmware, gce::verify_firmware(*document.verified.log()));
  POSTERN_CHECK(gce::check_firmware(firmware, config_.firmware));
  POSTERN_CHECK(prove_bindings(call, evidence, document));
  POSTERN_CHECK(state_instance_claims(call, trusted));
  POSTERN_CHECK(state_firmware_claims(call, firmware));
  POSTERN_CHECK(judge_measurements(call, document, trusted, config_.document.measurements));
  return sdk::Allow{};
}

}  // namespace postern::gcp
