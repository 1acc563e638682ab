// SPDX-License-Identifier: Apache-2.0
#pragma once

// SHA-256 as text, by which contents are named.

#include <string>
#include <string_view>

#include "host/attest/value.h"

namespace postern::collateral {

// sha256_hex: 64 lower-case hexadecimal digits.
std::string sha256_hex(attest::ByteView bytes);
std::string sha256_hex(std::string_view text);

// is_sha256_hex: whether the text has that form.
bool is_sha256_hex(std::string_view text);

}  // namespace postern::collateral
