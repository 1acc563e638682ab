// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "common/jose/token.h"
#include "postern/sdk/result.h"

namespace postern::jose {

inline constexpr std::size_t kLongestToken = 64 * 1024;

// parse_token: three parts in base64url with two dots between them. The header is a JSON object whose alg, typ and kid
// are texts; with "crit" it asks for what this code does not know, so it is refused (RFC 7515, 4.1.11). Members such
// as jku, jwk and x5c, by which a token would name its own keys, are never used. Errors: denied, TOKEN_INVALID.
sdk::Result<Token> parse_token(std::string_view text);

}  // namespace postern::jose
