// SPDX-License-Identifier: Apache-2.0
#include "common/jose/parse_jwk.h"

#include <optional>

#include "common/encoding/base64.h"
#include "common/encoding/base64url.h"
#include "common/jose/refusal.h"
#include "common/json/bounded_json.h"

namespace postern::jose {
namespace {

using common::find_member;
using nlohmann::json;
using sdk::Result;

constexpr std::size_t kLongestKid = 256, kLongestNumber = 1024, kLongestCertificate = 24 * 1024;  // characters

sdk::Failure malformed(const std::string& text) { return refused("RFC 7517, 4", "JSON Web Key: " + text); }

Result<std::string> to_text(const json& object, const char* name, std::size_t longest) {
  const json* value = find_member(object, name);
  if (value == nullptr) return std::string();
  if (!value->is_string() || value->get_ref<const std::string&>().size() > longest)
    return malformed(std::string(name) + " is no text, or too long");
  return value->get<std::string>();
}

Result<std::optional<RsaKey>> key_of_numbers(const json& object) {
  POSTERN_TRY(n, to_text(object, "n", kLongestNumber));
  POSTERN_TRY(e, to_text(object, "e", kLongestNumber));
  if (n.empty() && e.empty()) return std::optional<RsaKey>();
  const auto modulus = encoding::decode_base64url(n);
  const auto exponent = encoding::decode_base64url(e);
  if (!modulus || !exponent) return malformed("n or e is not base64url");
  POSTERN_TRY(key, RsaKey::from_numbers(*modulus, *exponent));
  return std::optional(std::move(key));
}

Result<std::optional<RsaKey>> key_of_certificate(const json& object) {
  const json* list = find_member(object, "x5c");
  if (list == nullptr) return std::optional<RsaKey>();
  if (!list->is_array() || list->empty() || !list->front().is_string() ||
      list->front().get_ref<const std::string&>().size() > kLongestCertificate)
    return malformed("x5c is no list of certificates");
  const auto der = encoding::decode_base64(list->front().get_ref<const std::string&>());
  if (!der) return malformed("x5c is not base64");
  POSTERN_TRY(key, RsaKey::from_certificate(*der));
  return std::optional(std::move(key));
}

}  // namespace

Result<Jwk> parse_jwk(const json& object) {
  if (!object.is_object()) return malformed("it is no object");
  POSTERN_TRY(kind, to_text(object, "kty", 16));
  if (kind != "RSA") return malformed("kty is not RSA");
  POSTERN_TRY(kid, to_text(object, "kid", kLongestKid));
  POSTERN_TRY(plain, key_of_numbers(object));
  POSTERN_TRY(certified, key_of_certificate(object));
  if (!plain && !certified) return malformed("neither n and e nor x5c is there");
  if (plain && certified && !plain->same_as(*certified)) return malformed("x5c holds another key than n and e");
  return Jwk{std::move(kid), plain ? *plain : *certified};
}

}  // namespace postern::jose
