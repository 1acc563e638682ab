// SPDX-License-Identifier: Apache-2.0
#pragma once

// Text that holds secrets: put together, and turned into base64 and back, without leaving the host's secure memory.

#include <initializer_list>
#include <optional>
#include <string_view>

#include "postern/sdk/secret.h"

namespace postern::common {

// text_of: the secret's bytes as text; valid as long as the secret.
std::string_view text_of(const sdk::Secret& secret);

// join_secret: the parts one after another.
sdk::Secret join_secret(std::initializer_list<std::string_view> parts);

// encode_base64: standard alphabet, padded (RFC 4648, 4).
sdk::Secret encode_base64(sdk::ByteView bytes);

// decode_base64: the bytes; nothing when the text is not padded standard base64. Line breaks are not accepted.
std::optional<sdk::Secret> decode_base64(std::string_view text);

}  // namespace postern::common
