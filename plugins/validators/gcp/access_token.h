// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "postern/sdk/secret.h"

namespace postern::gcp {

// AccessToken: what the Compute API lets its bearer in by. Visible ASCII without blanks, so it fits into a header.
struct AccessToken {
  sdk::Secret text;
  std::chrono::seconds lifetime{0};  // from when it was handed out; 1 s to 1 day
};

// parse_token_answer: {"access_token":…,"expires_in":seconds,"token_type":"Bearer"} (RFC 6749, 5.1), at most 16 KiB;
// other members are passed over. Errors: COLLATERAL_INVALID (status unavailable); no error text holds the token.
sdk::Result<AccessToken> parse_token_answer(sdk::ByteView answer);

}  // namespace postern::gcp
