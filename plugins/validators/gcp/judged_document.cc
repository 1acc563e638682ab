// SPDX-License-Identifier: Apache-2.0
#include "validators/gcp/judged_document.h"

#include "common/attdoc/parse_document.h"
#include "common/attdoc/tpm_claims.h"
#include "common/tpm2/check_key_name.h"
#include "common/tpm2/check_measurements.h"
#include "common/tpm2/parse_public.h"

namespace postern::gcp {

using sdk::Result;

Result<JudgedDocument> judge_document(const sdk::Evidence& evidence, const attdoc::DocumentDemands& demands) {
  POSTERN_TRY(document, attdoc::parse_document({reinterpret_cast<const char*>(evidence.document.data()),
                                                evidence.document.size()}));
  POSTERN_TRY(ak_public, tpm2::parse_public(document.ak_pub));
  POSTERN_TRY(key, tpm2::verify_attestation_key(ak_public));
  POSTERN_TRY(verified, attdoc::verify_document(document, key, evidence.nonce, demands));
  POSTERN_CHECK(tpm2::check_key_name(key, verified.quote()));
  return JudgedDocument{std::move(document), std::move(key), std::move(verified)};
}

Result<sdk::ByteView> signed_instance_info(const JudgedDocument& document) {
  const auto& info = document.verified.instance_info();
  if (info && !info->empty()) return sdk::ByteView(*info);
  return sdk::Failure::malformed("the attestation document has no InstanceInfo")
      .about("evidence")
      .expected("InstanceInfo")
      .observed("none")
      .spec("Constellation attestation document, InstanceInfo")
      .peer("the attestation document is not valid");
}

Result<void> prove_bindings(const sdk::Call& call, const sdk::Evidence& evidence, const JudgedDocument& document) {
  POSTERN_CHECK(call.bind(POSTERN_BINDING_NONCE, evidence.nonce));
  POSTERN_CHECK(call.bind(POSTERN_BINDING_CHANNEL_KEY, document.verified.user_data()));
  return call.bind(POSTERN_BINDING_TPM_AK, document.key.name());
}

Result<void> judge_measurements(const sdk::Call& call, const JudgedDocument& document,
                                const TrustedInstance& trusted, const tpm2::MeasurementPolicy& policy) {
  POSTERN_CHECK(attdoc::state_tpm_claims(call, document.key, name_of(trusted.kind()), document.verified));
  POSTERN_TRY(match, tpm2::check_measurements(document.verified.quote(), policy, call.now(), document.verified.log()));
  POSTERN_CHECK(attdoc::state_measurement_claims(call, match));
  if (match.warnings != 0)
    call.warn("PCRs " + tpm2::to_text(match.warnings) + " differ from measurement set \"" + match.set +
              "\" and are warn_only");
  return {};
}

}  // namespace postern::gcp
