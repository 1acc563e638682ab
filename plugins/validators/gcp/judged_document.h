// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/attdoc/document_config.h"
#include "common/attdoc/verify_document.h"
#include "postern/sdk/component.h"
#include "validators/gcp/ak_trust.h"

namespace postern::gcp {

// What the two validators have in common.

// JudgedDocument: a document whose quotes verify under its own attestation key, for this connection's nonce; the key's
// trust is still to be judged.
struct JudgedDocument {
  attdoc::Document sent;
  tpm2::AttestationKey key;
  attdoc::VerifiedDocument verified;
};

// judge_document: parses and verifies. Errors: those of attdoc::parse_document, tpm2::verify_attestation_key and
// attdoc::verify_document.
sdk::Result<JudgedDocument> judge_document(const sdk::Evidence& evidence, const attdoc::DocumentDemands& demands);

// signed_instance_info: InstanceInfo as the quotes cover it. Errors: denied, EVIDENCE_MALFORMED (there is none).
sdk::Result<sdk::ByteView> signed_instance_info(const JudgedDocument& document);

// prove_bindings: the values to which every quote of the document is tied through its extraData: UserData as the
// document has it, and the nonce from which that hash was made anew; and the key that made them.
sdk::Result<void> prove_bindings(const sdk::Call& call, const sdk::Evidence& evidence, const JudgedDocument& document);
inline constexpr uint32_t kProvenBindings = POSTERN_BINDING_BIT(POSTERN_BINDING_NONCE) |
                                            POSTERN_BINDING_BIT(POSTERN_BINDING_CHANNEL_KEY) |
                                            POSTERN_BINDING_BIT(POSTERN_BINDING_TPM_AK);

// judge_measurements: the PCRs against the sets; states the claims about TPM and measurements, and logs warnings.
sdk::Result<void> judge_measurements(const sdk::Call& call, const JudgedDocument& document,
                                     const TrustedInstance& trusted, const tpm2::MeasurementPolicy& policy);

}  // namespace postern::gcp
