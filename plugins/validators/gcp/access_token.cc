// SPDX-License-Identifier: Apache-2.0
#include "validators/gcp/access_token.h"

#include <algorithm>

#include "common/crypto/secret_text.h"
#include "validators/gcp/secret_object.h"

namespace postern::gcp {
namespace {

using nlohmann::json;

constexpr common::JsonLimits kLimits{.bytes = 16 * 1024, .values = 64, .depth = 4};
constexpr std::size_t kLongestToken = 8 * 1024;  // bytes
constexpr uint64_t kLongestLifetime = 86'400;    // s

sdk::Failure refused(std::string text) {
  return sdk::Failure(POSTERN_UNAVAILABLE, POSTERN_REASON_COLLATERAL_INVALID)
      .about("gcp.credentials")
      .spec("RFC 6749, 5.1")
      .peer("the machine cannot be looked up at present")
      .text("answer of the token service: " + std::move(text));
}

// is_bearer: b64token and a little more: what may stand in a header (RFC 6750, 2.1).
bool is_bearer(std::string_view token) {
  return token.size() <= kLongestToken &&
         std::all_of(token.begin(), token.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

bool is_bearer_type(const json& object) {
  const json* type = common::find_member(object, "token_type");
  return type != nullptr && (*type == "Bearer" || *type == "bearer");
}

}  // namespace

sdk::Result<AccessToken> parse_token_answer(sdk::ByteView answer) {
  auto object = read_secret_object(answer, "access_token", kLimits);
  if (!object.ok()) return refused(object.failure().operator_text());
  const json& rest = object.value().rest;
  if (!is_bearer(common::text_of(object.value().secret))) return refused("the token cannot be put into a header");
  if (!is_bearer_type(rest)) return refused("the token is not of type Bearer");
  const json* lifetime = common::find_member(rest, "expires_in");
  if (lifetime == nullptr || !lifetime->is_number_unsigned()) return refused("expires_in is not a number");
  const auto seconds = lifetime->get<uint64_t>();
  if (seconds < 1 || seconds > kLongestLifetime) return refused("expires_in is not between a second and a day");
  return AccessToken{std::move(object.value().secret), std::chrono::seconds(seconds)};
}

}  // namespace postern::gcp
