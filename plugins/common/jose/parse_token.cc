// SPDX-License-Identifier: Apache-2.0
#include "common/jose/parse_token.h"

#include "common/encoding/base64url.h"
#include "common/jose/refusal.h"
#include "common/json/bounded_json.h"

namespace postern::jose {
namespace {

using nlohmann::json;
using sdk::Result;

constexpr std::size_t kLongestHeader = 8 * 1024, kLongestName = 256;  // bytes

sdk::Failure malformed(const std::string& text) { return refused("RFC 7515, 7.1", "the token " + text); }

Result<std::string> header_text(const json& header, const char* name) {
  const auto value = header.find(name);
  if (value == header.end()) return std::string();
  if (!value->is_string() || value->get_ref<const std::string&>().size() > kLongestName)
    return malformed("has a header whose " + std::string(name) + " is no short text");
  return value->get<std::string>();
}

Result<void> read_header(sdk::ByteView bytes, Token& out) {
  auto read = common::read_json({reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                                {.bytes = kLongestHeader, .values = 128, .depth = 4});
  const auto* header = std::get_if<json>(&read);
  if (header == nullptr) return malformed("has a header that is no JSON object without doubles");
  if (header->contains("crit"))
    return refused("RFC 7515, 4.1.11", "the token asks for extensions that are not understood (crit)");
  POSTERN_TRY(algorithm, header_text(*header, "alg"));
  POSTERN_TRY(type, header_text(*header, "typ"));
  POSTERN_TRY(key_id, header_text(*header, "kid"));
  out.algorithm = std::move(algorithm);
  out.type = std::move(type);
  out.key_id = std::move(key_id);
  return {};
}

}  // namespace

Result<Token> parse_token(std::string_view text) {
  if (text.size() > kLongestToken) return malformed("is too long");
  const std::size_t first = text.find('.'), last = text.rfind('.');
  if (first == std::string_view::npos || first == last ||
      text.find('.', first + 1) != last)
    return malformed("has not three parts");
  const auto header = encoding::decode_base64url(text.substr(0, first));
  const auto payload = encoding::decode_base64url(text.substr(first + 1, last - first - 1));
  auto signature = encoding::decode_base64url(text.substr(last + 1));
  if (!header || !payload || !signature) return malformed("is not base64url");
  Token out;
  POSTERN_CHECK(read_header(*header, out));
  out.signed_text = std::string(text.substr(0, last));
  out.payload.assign(reinterpret_cast<const char*>(payload->data()), payload->size());
  out.signature = std::move(*signature);
  return out;
}

}  // namespace postern::jose
