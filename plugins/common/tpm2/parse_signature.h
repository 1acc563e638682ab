// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/tpm2/signature.h"
#include "postern/sdk/result.h"

namespace postern::tpm2 {

// parse_signature: a TPMT_SIGNATURE from its wire form (big-endian; TPM 2.0 Library rev. 1.59 Part
// 2, 11.3.4). Trailing bytes, other schemes than SignatureScheme's and unknown hashes are refused. Errors:
// denied, SIGNATURE_INVALID.
sdk::Result<Signature> parse_signature(sdk::ByteView bytes);

}  // namespace postern::tpm2
