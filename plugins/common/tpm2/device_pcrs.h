// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "common/tpm2/device.h"
#include "common/tpm2/pcr_bank.h"

namespace postern::tpm2 {

// Bank: a bank that the TPM keeps, and its PCRs.
struct Bank {
  HashAlgorithm algorithm = HashAlgorithm::kSha256;
  PcrSet pcrs = 0;
};

// allocated_banks: the banks with PCRs, in the order in which the TPM reports them; banks of unknown hashes
// are left out (TPM 2.0 Library rev. 1.59 Part 3, 30.2, TPM_CAP_PCRS). Errors: unavailable.
sdk::Result<std::vector<Bank>> allocated_banks(Device& device);

// read_pcrs: the values of the bank's PCRs now (Part 3, 22.4). A TPM gives at most eight per command, so they
// are of one moment only if nothing was extended meanwhile; compare with a quote. Errors: unavailable.
sdk::Result<PcrBank> read_pcrs(Device& device, const Bank& bank);

// to_selection: the bank as a command parameter.
TPML_PCR_SELECTION to_selection(const Bank& bank);

}  // namespace postern::tpm2
