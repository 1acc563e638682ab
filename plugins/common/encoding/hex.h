// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "postern/sdk/bytes.h"

namespace postern::encoding {

// decode_hex: two digits per byte, upper or lower case, nothing between them; anything else is nothing.
// The other direction is sdk::to_hex.
std::optional<sdk::ByteVector> decode_hex(std::string_view text);

}  // namespace postern::encoding
