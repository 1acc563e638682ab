// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/tpm2/public.h"
#include "postern/sdk/result.h"

namespace postern::tpm2 {

// parse_public: a TPMT_PUBLIC from its wire form (big-endian; TPM 2.0 Library rev. 1.59 Part 2, 12.2.4).
// Errors: denied; EVIDENCE_MALFORMED when it cannot be parsed, bytes follow, or an RSA key's size is not that
// of its modulus; AK_UNSUITABLE when the key is of a kind that cannot be an attestation key here (type,
// curve, scheme, Name algorithm).
sdk::Result<Public> parse_public(sdk::ByteView bytes);

}  // namespace postern::tpm2
