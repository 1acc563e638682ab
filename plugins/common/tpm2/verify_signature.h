// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/tpm2/public_key.h"

namespace postern::tpm2 {

// verify_signature: signature is key's over message, with a scheme that fits the key (and is the one that the
// key is bound to, if it is) and with SHA-256, SHA-384 or SHA-512 (TPM 2.0 Library rev. 1.59 Part 2, 11.3.4;
// Part 1, B.5 to B.7 and C.4). Errors: denied, SIGNATURE_INVALID; SHA-1 is refused.
sdk::Result<void> verify_signature(const PublicKey& key, const Signature& signature, sdk::ByteView message);

}  // namespace postern::tpm2
