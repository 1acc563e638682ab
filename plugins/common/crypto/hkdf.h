// SPDX-License-Identifier: Apache-2.0
#pragma once

// HKDF with SHA-256 (RFC 5869).

#include <cstddef>
#include <string_view>

#include "postern/sdk/secret.h"

namespace postern::common {

// kMaxHkdfSha256: longest output, 255 blocks of 32 bytes (RFC 5869, 2.3).
inline constexpr std::size_t kMaxHkdfSha256 = 255 * 32;

// hkdf_sha256: length bytes (1 to kMaxHkdfSha256) derived from the key material by extract, then expand. salt may be
// empty (RFC 5869, 2.2: a block of zeros); key must not be. Errors: internal, when a size is outside these bounds or
// OpenSSL fails.
sdk::Result<sdk::Secret> hkdf_sha256(sdk::ByteView key, sdk::ByteView salt, std::string_view info, std::size_t length);

}  // namespace postern::common
