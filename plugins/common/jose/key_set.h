// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "common/jose/parse_jwk.h"

namespace postern::jose {

inline constexpr std::size_t kLongestKeySet = 1024 * 1024;
inline constexpr std::size_t kMostKeys = 128;

// KeySet: keys with which an issuer signs its tokens (RFC 7517, 5). Who gave it answers for that. Made by
// parse_key_set, so every key has a name.
class KeySet {
 public:
  // find: all keys of that name: issuers are asked to give each key a name of its own, not made to.
  std::vector<RsaKey> find(std::string_view kid) const;
  std::size_t size() const { return keys_.size(); }

 private:
  friend sdk::Result<KeySet> parse_key_set(std::string_view text);
  std::vector<Jwk> keys_;
};

// parse_key_set: {"keys":[…]}. Keys that cannot verify RS256 are passed over, as RFC 7517, 5 wants it: other kinds and
// sizes, keys for another use than "sig" or another alg than RS256, and keys without a kid. Errors: denied,
// TOKEN_INVALID (no JSON Web Key Set, or nothing in it that can be used).
sdk::Result<KeySet> parse_key_set(std::string_view text);

}  // namespace postern::jose
