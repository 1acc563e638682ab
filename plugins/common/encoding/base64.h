// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "postern/sdk/bytes.h"

namespace postern::encoding {

// encode_base64: standard alphabet with padding, no line breaks (RFC 4648, 4).
std::string encode_base64(sdk::ByteView bytes);

// decode_base64: the bytes of which text is the one and only encoding, or nothing: blanks, line breaks,
// missing padding, the URL alphabet and set bits behind the last byte are all refused. Empty text is zero
// bytes. Never yields more bytes than text has characters.
std::optional<sdk::ByteVector> decode_base64(std::string_view text);

}  // namespace postern::encoding
