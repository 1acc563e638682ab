// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "postern/sdk/bytes.h"

namespace postern::encoding {

// encode_base64url: URL alphabet without padding (RFC 4648, 5; RFC 7515, 2), as JSON Web Tokens and Keys use it.
std::string encode_base64url(sdk::ByteView bytes);

// decode_base64url: the bytes of which text is the one and only such encoding, or nothing: padding, blanks, the
// standard alphabet and set bits behind the last byte are all refused. Empty text is zero bytes. Never yields
// more bytes than text has characters.
std::optional<sdk::ByteVector> decode_base64url(std::string_view text);

}  // namespace postern::encoding
