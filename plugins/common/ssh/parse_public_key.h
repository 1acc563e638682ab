// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/ssh/public_key.h"
#include "postern/sdk/result.h"

namespace postern::ssh {

inline constexpr std::size_t kMaxPublicKey = 4 * 1024;  // bytes of wire format

// parse_public_key: exactly one host key: Ed25519 (RFC 8709, 4), ECDSA on NIST P-256, P-384 or P-521 with an
// uncompressed point on that curve (RFC 5656, 3.1), or RSA of 2048 to 8192 bits with numbers in their shortest form
// (RFC 4253, 6.6; RFC 4251, 5). Certificates, DSA, security keys and anything behind the key are refused.
// Errors: denied, REQUEST_INVALID, subject "host_public_key".
sdk::Result<PublicKey> parse_public_key(sdk::ByteView wire);

}  // namespace postern::ssh
