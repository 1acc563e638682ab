// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/tpm2/attest.h"
#include "postern/sdk/result.h"

namespace postern::tpm2 {

// parse_attest: a quote from its wire form (big-endian; TPM 2.0 Library rev. 1.59 Part 2, 10.12.12
// and 10.12.4). Accepts exactly one encoding: trailing bytes, a selection beyond PCR 23, or a flag other than
// 0 and 1 are refused. Errors: denied, QUOTE_INVALID; also for another magic than TPM_GENERATED and another
// type than ATTEST_QUOTE.
sdk::Result<Attest> parse_attest(sdk::ByteView bytes);

}  // namespace postern::tpm2
