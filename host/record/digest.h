// SPDX-License-Identifier: Apache-2.0
#pragma once

// SHA-256 as text, by which lines are chained and contents are named.

#include <string>
#include <string_view>

#include "host/attest/value.h"

namespace postern::record {

// sha256_hex: 64 lower-case hexadecimal digits.
std::string sha256_hex(attest::ByteView bytes);
inline std::string sha256_hex(std::string_view text) { return sha256_hex(attest::as_bytes(text)); }

// is_sha256_hex: whether the text has that form.
bool is_sha256_hex(std::string_view text);

}  // namespace postern::record
