// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "common/jose/rsa_key.h"

namespace postern::jose {

// Jwk: a public RSA key and its name, from a JSON Web Key (RFC 7517). Parsed only.
struct Jwk {
  std::string kid;  // empty when it has none; at most 256 bytes
  RsaKey key;
};

// parse_jwk: kty must be RSA. The key is that of n and e (base64url; RFC 7518, 6.3.1), or, where these are absent, that
// of the first certificate in x5c (base64, DER; RFC 7517, 4.7); where both are there, they must be the same key.
// Errors: denied, TOKEN_INVALID.
sdk::Result<Jwk> parse_jwk(const nlohmann::json& object);

}  // namespace postern::jose
