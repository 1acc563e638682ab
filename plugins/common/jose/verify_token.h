// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>

#include "common/jose/key_set.h"
#include "common/jose/token.h"

namespace postern::jose {

using Time = std::chrono::sys_time<std::chrono::nanoseconds>;

// kClockSkew: how far nbf and iat may lie ahead: the issuer's clock and the host's differ. exp has no such grace.
inline constexpr std::chrono::seconds kClockSkew{60};

// TokenDemands: who must have issued the token, and when it is judged.
struct TokenDemands {
  std::string issuer;  // "iss", compared exactly
  Time now;
};

// VerifiedToken: claims that the issuer signed and that are valid now. Made only by verify_token.
class VerifiedToken {
 public:
  const nlohmann::json& claims() const { return claims_; }  // an object

 private:
  explicit VerifiedToken(nlohmann::json claims) : claims_(std::move(claims)) {}
  friend sdk::Result<VerifiedToken> verify_token(const Token& token, const KeySet& keys,
                                                 const TokenDemands& demands);
  nlohmann::json claims_;
};

// verify_token: in this order: alg is RS256 and nothing else, whatever the token would like (RFC 8725, 3.1); typ, if
// there, is JWT; kid names a key of the set; the signature is RSASSA-PKCS1-v1_5 with SHA-256 by it (RFC 7518, 3.3);
// only then the payload is read: a JSON object of bounded size without doubles; iss; exp is there and after now; nbf
// and iat, if there, are not after now by more than kClockSkew (RFC 7519, 4.1). Times are whole seconds. Errors:
// denied, TOKEN_INVALID.
sdk::Result<VerifiedToken> verify_token(const Token& token, const KeySet& keys, const TokenDemands& demands);

}  // namespace postern::jose
