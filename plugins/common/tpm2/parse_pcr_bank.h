// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "common/tpm2/pcr_bank.h"
#include "postern/sdk/result.h"

namespace postern::tpm2 {

// parse_pcr_bank: the PCR values of the bank with that TPM_ALG_ID, by decimal PCR number ("0" to "23", no
// leading zeros). Errors: denied, EVIDENCE_MALFORMED (unknown bank, other number, wrong length, no value at
// all).
sdk::Result<PcrBank> parse_pcr_bank(uint64_t tpm_alg_id,
                                    const std::map<std::string, sdk::ByteVector>& values);

}  // namespace postern::tpm2
