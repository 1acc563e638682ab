// SPDX-License-Identifier: Apache-2.0
#include "common/jose/verify_token.h"

#include <openssl/err.h>
#include <openssl/rsa.h>

#include <optional>

#include "common/jose/refusal.h"
#include "common/json/bounded_json.h"

namespace postern::jose {
namespace {

using common::find_member;
using nlohmann::json;
using sdk::Result;

constexpr int64_t kLastSecond = 7'258'118'400;  // 2200-01-01; keeps arithmetic in nanoseconds far from overflow

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

bool verifies(const Token& token, const RsaKey& key) {
  const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* key_context = nullptr;  // owned by context
  const bool is_valid =
      context && EVP_DigestVerifyInit(context.get(), &key_context, EVP_sha256(), nullptr, key.get()) == 1 &&
      EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PADDING) == 1 &&
      EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(token.signature.data()),
                       token.signature.size(), reinterpret_cast<const unsigned char*>(token.signed_text.data()),
                       token.signed_text.size()) == 1;
  ERR_clear_error();
  return is_valid;
}

Result<void> check_header(const Token& token) {
  if (token.algorithm != "RS256")
    return refused("RFC 8725, 3.1", "the token is not signed with RS256")
        .expected("RS256")
        .observed(token.algorithm.substr(0, 16));
  if (!token.type.empty() && token.type != "JWT")
    return refused("RFC 7519, 5.1", "the token's typ is not JWT").expected("JWT").observed(token.type.substr(0, 16));
  return {};
}

Result<void> check_signature(const Token& token, const KeySet& keys) {
  if (token.key_id.empty()) return refused("RFC 7515, 4.1.4", "the token does not name its key");
  const std::vector<RsaKey> named = keys.find(token.key_id);
  if (named.empty()) return refused("RFC 7515, 4.1.4", "the token's key is not in its issuer's key set");
  for (const RsaKey& key : named)
    if (verifies(token, key)) return {};
  return refused("RFC 7518, 3.3", "the token's signature does not verify");
}

// seconds_of: a NumericDate; nothing when it is absent.
Result<std::optional<Time>> seconds_of(const json& claims, const char* name) {
  const json* value = find_member(claims, name);
  if (value == nullptr) return std::optional<Time>();
  if (!value->is_number_unsigned() || value->get<uint64_t>() > static_cast<uint64_t>(kLastSecond))
    return refused("RFC 7519, 2", "the token's " + std::string(name) + " is no time");
  return std::optional(Time(std::chrono::seconds(value->get<int64_t>())));
}

Result<void> check_times(const json& claims, Time now) {
  POSTERN_TRY(expires, seconds_of(claims, "exp"));
  if (!expires) return refused("RFC 7519, 4.1.4", "the token does not say when it expires");
  if (now >= *expires) return refused("RFC 7519, 4.1.4", "the token has expired");
  for (const char* name : {"nbf", "iat"}) {
    POSTERN_TRY(start, seconds_of(claims, name));
    if (start && *start > now + kClockSkew)
      return refused("RFC 7519, 4.1.5", "the token's " + std::string(name) + " is in the future");
  }
  return {};
}

Result<void> check_issuer(const json& claims, const std::string& issuer) {
  const json* value = find_member(claims, "iss");
  if (value != nullptr && value->is_string() && value->get_ref<const std::string&>() == issuer) return {};
  return refused("RFC 7519, 4.1.1", "the token is not of the issuer that is asked for")
      .expected(issuer)
      .observed(value != nullptr && value->is_string() ? value->get<std::string>().substr(0, 128) : "");
}

}  // namespace

Result<VerifiedToken> verify_token(const Token& token, const KeySet& keys, const TokenDemands& demands) {
  POSTERN_CHECK(check_header(token));
  POSTERN_CHECK(check_signature(token, keys));
  auto read = common::read_json(token.payload, {.bytes = 64 * 1024, .values = 4096, .depth = 16});
  auto* claims = std::get_if<json>(&read);
  if (claims == nullptr)
    return refused("RFC 7519, 7.2",
                   "the token's payload " + std::string(std::get<common::JsonComplaint>(read).text));
  POSTERN_CHECK(check_issuer(*claims, demands.issuer));
  POSTERN_CHECK(check_times(*claims, demands.now));
  return VerifiedToken(std::move(*claims));
}

}  // namespace postern::jose
