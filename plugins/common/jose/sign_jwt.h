// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/evp.h>

#include <nlohmann/json.hpp>
#include <string>

#include "postern/sdk/secret.h"

namespace postern::jose {

// sign_jwt: the claims as a JWT (RFC 7519) in compact form, signed with RS256 (RFC 7518, 3.3). key: RSA, private, at
// least 2048 bits. key_id goes into the header as "kid" unless empty. Whoever holds such a token is believed, so it is
// kept like a secret. Errors: misconfigured (no RSA key, or one that is too short), internal (OpenSSL fails).
sdk::Result<sdk::Secret> sign_jwt(EVP_PKEY* key, const nlohmann::json& claims, const std::string& key_id = {});

}  // namespace postern::jose
