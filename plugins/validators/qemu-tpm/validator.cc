// SPDX-License-Identifier: Apache-2.0
#include "validators/qemu-tpm/validator.h"

#include "common/attdoc/parse_document.h"
#include "common/attdoc/tpm_claims.h"
#include "common/attdoc/verify_document.h"
#include "common/tpm2/check_measurements.h"
#include "common/tpm2/digest.h"
#include "common/tpm2/parse_public.h"
#include "common/tpm2/tss_log.h"

namespace postern::qemu_tpm {
namespace {

using sdk::Failure;
using sdk::Result;

// bind_document: the values to which every quote of the document is tied through its extraData: UserData as
// the document has it, and the nonce from which that hash was made anew.
Result<void> bind_document(const sdk::Call& call, const sdk::Evidence& evidence,
                           const tpm2::AttestationKey& key, const attdoc::VerifiedDocument& document) {
  POSTERN_CHECK(call.bind(POSTERN_BINDING_NONCE, evidence.nonce));
  POSTERN_CHECK(call.bind(POSTERN_BINDING_CHANNEL_KEY, document.user_data()));
  return call.bind(POSTERN_BINDING_TPM_AK, key.name());
}

}  // namespace

sdk::Description QemuTpmValidator::describe() {
  tpm2::quiet_tss_log();
  return {.id = "qemu-tpm",
          .version = "1.0.0",
          .summary = "Judges TPM quotes of machines whose attestation keys are configured",
          .config_schema_json = kValidatorSchema,
          .threading = POSTERN_THREADING_CONCURRENT,
          .bindings_out = POSTERN_BINDING_BIT(POSTERN_BINDING_NONCE) |
                          POSTERN_BINDING_BIT(POSTERN_BINDING_CHANNEL_KEY) |
                          POSTERN_BINDING_BIT(POSTERN_BINDING_TPM_AK),
          .evidence = {{"qemu-vtpm", "1.3.9900.5.1"}},
          .claims_out = attdoc::tpm_claim_decls()};
}

Result<std::unique_ptr<QemuTpmValidator>> QemuTpmValidator::create(sdk::Call& call, Config config) {
  if (config.ak_trust == AkTrust::kAny)
    call.warn(
        "ak_trust = \"any\": every TPM is believed, also one made of software by the peer. For development "
        "only.");
  return std::make_unique<QemuTpmValidator>(std::move(config));
}

Result<void> QemuTpmValidator::check_trust(const tpm2::AttestationKey& key) const {
  if (config_.ak_trust == AkTrust::kAny) return {};
  for (const sdk::ByteVector& name : config_.pinned_aks)
    if (tpm2::same_bytes(name, key.name())) return {};
  return Failure::denied(POSTERN_REASON_AK_UNTRUSTED)
      .about("tpm.ak.name")
      .expected(config_.pinned_aks.size() == 1
                    ? sdk::to_hex(config_.pinned_aks.front())
                    : "one of " + std::to_string(config_.pinned_aks.size()) + " pinned keys")
      .observed(sdk::to_hex(key.name()))
      .spec("TPM 2.0 Library rev. 1.59 Part 1, 16")
      .peer("the attestation key is not trusted")
      .text("the attestation key's TPM Name is not among pinned_aks");
}

sdk::Judgement QemuTpmValidator::validate(sdk::Call& call, const sdk::Evidence& evidence) {
  POSTERN_TRY(document, attdoc::parse_document({reinterpret_cast<const char*>(evidence.document.data()),
                                                evidence.document.size()}));
  POSTERN_TRY(ak_public, tpm2::parse_public(document.ak_pub));
  POSTERN_TRY(key, tpm2::verify_attestation_key(ak_public));
  POSTERN_CHECK(check_trust(key));
  POSTERN_TRY(verified, attdoc::verify_document(document, key, evidence.nonce, config_.document.demands()));
  POSTERN_CHECK(bind_document(call, evidence, key, verified));
  POSTERN_CHECK(
      attdoc::state_tpm_claims(call, key, config_.ak_trust == AkTrust::kAny ? "any" : "pinned", verified));
  POSTERN_TRY(match, tpm2::check_measurements(verified.quote(), config_.document.measurements, call.now(), verified.log()));
  POSTERN_CHECK(attdoc::state_measurement_claims(call, match));
  if (match.warnings != 0)
    call.warn("PCRs " + tpm2::to_text(match.warnings) + " differ from measurement set \"" + match.set +
              "\" and are warn_only");
  return sdk::Allow{};
}

}  // namespace postern::qemu_tpm
