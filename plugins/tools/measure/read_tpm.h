// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "postern/sdk/result.h"
#include "tools/measure/reading.h"

namespace postern::measure {

// read_tpm: the bank's PCRs as the TPM has them now. event_log: the path of the log that belongs to them; "none" for
// none; empty for the kernel's, which is used when it is there and the TPM is one of this machine ("device:…").
// Errors: unavailable, misconfigured (no such bank; about the log), denied (a log that is none).
sdk::Result<Reading> read_tpm(const std::string& tcti, tpm2::HashAlgorithm bank, const std::string& event_log);

}  // namespace postern::measure
