// SPDX-License-Identifier: Apache-2.0
#include "validators/azure-snp/validator.h"

#include "common/attdoc/extra_data.h"
#include "common/attdoc/parse_document.h"
#include "common/attdoc/parse_snp_instance_info.h"
#include "common/attdoc/tpm_claims.h"
#include "common/azure/check_ak.h"
#include "common/jose/parse_token.h"
#include "common/snp/parse_report.h"
#include "common/snp/snp_claims.h"
#include "common/snp_collateral/collateral.h"
#include "common/tpm2/check_key_name.h"
#include "common/tpm2/parse_public.h"
#include "common/tpm2/tss_log.h"
#include "validators/azure-snp/check_maa_claims.h"
#include "validators/azure-snp/fetch_key_set.h"

namespace postern::azure_snp {
namespace {

using sdk::Failure;
using sdk::Result;

// Some issuers cut the report out of the HCL blob with the 20 bytes behind it, which nothing signs.
constexpr std::size_t kReportWithHclHeader = snp::kReportSize + 20;

Result<attdoc::SnpInstanceInfo> parse_instance_info(const attdoc::Document& document) {
  const auto missing = [](const char* what) {
    return Failure::malformed("the document has no " + std::string(what))
        .about("evidence")
        .expected(what)
        .observed("none")
        .spec("Constellation attestation document, InstanceInfo of azure-sev-snp")
        .peer("the attestation document is not valid");
  };
  if (!document.instance_info) return missing("InstanceInfo");
  POSTERN_TRY(info, attdoc::parse_snp_instance_info(*document.instance_info));
  if (!info.azure || info.azure->runtime_data.empty()) return missing("runtime data");
  if (info.report.size() == kReportWithHclHeader) info.report.resize(snp::kReportSize);
  return info;
}

// bind_document: the values to which every quote of the document is tied through its extraData: UserData as
// the document has it, and the nonce from which that hash was made anew.
Result<void> bind_document(const sdk::Call& call, const sdk::Evidence& evidence,
                           const tpm2::AttestationKey& key, const attdoc::VerifiedDocument& document) {
  POSTERN_CHECK(call.bind(POSTERN_BINDING_NONCE, evidence.nonce));
  POSTERN_CHECK(call.bind(POSTERN_BINDING_CHANNEL_KEY, document.user_data()));
  return call.bind(POSTERN_BINDING_TPM_AK, key.name());
}

Result<void> state_azure_claims(const sdk::Call& call, const azure::RuntimeData& data) {
  if (data.vm_unique_id) POSTERN_CHECK(call.claim("azure.vm_unique_id", std::string_view(*data.vm_unique_id)));
  if (data.secure_boot) POSTERN_CHECK(call.claim_bool("azure.secure_boot", *data.secure_boot));
  return {};
}

std::vector<sdk::ClaimDecl> claim_decls() {
  std::vector<sdk::ClaimDecl> claims = attdoc::tpm_claim_decls();
  for (const sdk::ClaimDecl& claim : snp::snp_claim_decls()) claims.push_back(claim);
  claims.push_back({"azure.maa", POSTERN_TYPE_BOOL});
  claims.push_back({"azure.vm_unique_id", POSTERN_TYPE_TEXT});
  claims.push_back({"azure.secure_boot", POSTERN_TYPE_BOOL});
  return claims;
}

}  // namespace

sdk::Description AzureSnpValidator::describe() {
  tpm2::quiet_tss_log();
  return {.id = "azure-snp",
          .version = "1.0.0",
          .summary = "Judges confidential VMs of Azure on AMD SEV-SNP",
          .config_schema_json = validator_schema(),
          .threading = POSTERN_THREADING_CONCURRENT,
          .bindings_out = POSTERN_BINDING_BIT(POSTERN_BINDING_NONCE) |
                          POSTERN_BINDING_BIT(POSTERN_BINDING_CHANNEL_KEY) |
                          POSTERN_BINDING_BIT(POSTERN_BINDING_TPM_AK),
          .evidence = {{"azure-sev-snp", "1.3.9900.4.1"}},
          .claims_out = claim_decls()};
}

Result<std::unique_ptr<AzureSnpValidator>> AzureSnpValidator::create(sdk::Call&, Config config) {
  return std::make_unique<AzureSnpValidator>(std::move(config));
}

Result<snp::VerifiedReport> AzureSnpValidator::verify_hardware(const sdk::Call& call,
                                                               const attdoc::SnpInstanceInfo& info) const {
  POSTERN_TRY(report, snp::parse_report(info.report));
  POSTERN_TRY(collateral,
              snp::gather_collateral(call, report, {info.report_signer, info.cert_chain}, config_.trust));
  return snp::verify_evidence(collateral.evidence(info.report), config_.trust.trust(call.now()));
}

Result<void> AzureSnpValidator::check_token(const sdk::Call& call, const snp::VerifiedReport& report,
                                            const std::string& token, sdk::ByteView user_hash) const {
  POSTERN_TRY(parsed, jose::parse_token(token));
  POSTERN_TRY(keys, fetch_key_set(call, config_.maa_url));
  POSTERN_TRY(verified, jose::verify_token(parsed, keys, {config_.maa_url, call.now()}));
  return check_maa_claims(verified, report, user_hash);
}

Result<void> AzureSnpValidator::check_policy(const sdk::Call& call, const snp::VerifiedReport& report,
                                             const attdoc::SnpInstanceInfo& info, sdk::ByteView user_hash) const {
  POSTERN_TRY(match, snp::check_report(report, config_.policy, snp::MissingKey::kCallerAsksToken));
  if (match.needs_maa_token) POSTERN_CHECK(check_token(call, report, info.azure->maa_token, user_hash));
  POSTERN_CHECK(call.claim_bool("azure.maa", match.needs_maa_token));
  for (const std::string& warning : match.warnings) call.warn(warning);
  return snp::state_match_claims(call, match);
}

Result<void> AzureSnpValidator::check_pcrs(const sdk::Call& call, const attdoc::VerifiedDocument& document) const {
  POSTERN_TRY(match, tpm2::check_measurements(document.quote(), config_.document.measurements, call.now(), document.log()));
  POSTERN_CHECK(attdoc::state_measurement_claims(call, match));
  if (match.warnings != 0)
    call.warn("PCRs " + tpm2::to_text(match.warnings) + " differ from measurement set \"" + match.set +
              "\" and are warn_only");
  return {};
}

sdk::Judgement AzureSnpValidator::validate(sdk::Call& call, const sdk::Evidence& evidence) {
  POSTERN_TRY(document, attdoc::parse_document({reinterpret_cast<const char*>(evidence.document.data()),
                                                evidence.document.size()}));
  POSTERN_TRY(ak_public, tpm2::parse_public(document.ak_pub));
  POSTERN_TRY(key, tpm2::verify_attestation_key(ak_public));
  POSTERN_TRY(info, parse_instance_info(document));
  POSTERN_TRY(report, verify_hardware(call, info));
  POSTERN_TRY(runtime_data, azure::verify_runtime_data(info.azure->runtime_data, report));
  POSTERN_CHECK(azure::check_ak(key.key(), runtime_data));
  POSTERN_TRY(verified,
              attdoc::verify_document(document, key, evidence.nonce, config_.document.demands()));
  POSTERN_CHECK(tpm2::check_key_name(key, verified.quote()));
  POSTERN_CHECK(bind_document(call, evidence, key, verified));
  POSTERN_CHECK(attdoc::state_tpm_claims(call, key, "azure-hcl", verified));
  POSTERN_CHECK(snp::state_report_claims(call, report));
  POSTERN_CHECK(state_azure_claims(call, runtime_data.data()));
  POSTERN_CHECK(check_pcrs(call, verified));
  POSTERN_CHECK(check_policy(call, report, info, attdoc::user_hash(verified.user_data(), evidence.nonce)));
  return sdk::Allow{};
}

}  // namespace postern::azure_snp
