// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/tpm2/public_key.h"

namespace postern::gcp {

inline constexpr std::size_t kLongestIdentity = 64 * 1024;  // bytes

// parse_shielded_identity: the key in signingKey.ekPub (PEM SubjectPublicKeyInfo) of the Compute API's answer:
//   {"kind":…,"signingKey":{"ekCert":…,"ekPub":…},"encryptionKey":{…},…}
// Despite its name ekPub is the attestation key there. Errors: COLLATERAL_INVALID (status unavailable: this is no such
// answer), denied: AK_UNTRUSTED (the machine has no signing key that could attest).
sdk::Result<tpm2::PublicKey> parse_shielded_identity(sdk::ByteView answer);

}  // namespace postern::gcp
