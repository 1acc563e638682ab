// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "common/attdoc/verify_document.h"
#include "common/tpm2/check_measurements.h"
#include "postern/sdk/component.h"

namespace postern::attdoc {

// tpm_claim_decls: the claims that the two functions below state, for a validator's description:
//   tpm.ak.name BYTES (TPM Name), tpm.ak.trust TEXT, tpm.pcr.0 … tpm.pcr.23 BYTES (SHA-256 bank, quoted ones
//   only), tpm.banks TEXT ("sha1,sha256"), tpm.eventlog.replayed BOOL, tpm.firmware.version INTEGER (the 64
//   bits as signed), tpm.clock.reset_count and tpm.clock.restart_count INTEGER, tpm.measurements.set TEXT,
//   tpm.measurements.warnings TEXT (PCR numbers with commas; empty when there are none).
std::vector<sdk::ClaimDecl> tpm_claim_decls();

// state_tpm_claims: what the TPM said. trust says on what grounds its key is believed, e.g. "pinned".
sdk::Result<void> state_tpm_claims(const sdk::Call& call, const tpm2::AttestationKey& key,
                                   std::string_view trust, const VerifiedDocument& document);

// state_measurement_claims: which reference values the machine met.
sdk::Result<void> state_measurement_claims(const sdk::Call& call, const tpm2::MeasurementMatch& match);

}  // namespace postern::attdoc
