// SPDX-License-Identifier: Apache-2.0
#include "common/attdoc/bounded_json.h"

#include <algorithm>

#include "postern/sdk/bytes.h"

namespace postern::attdoc {
namespace {

// Enough to see what was sent in place of JSON.
constexpr std::size_t kShown = 16;

std::string beginning(std::string_view text) {
  std::string shown = std::to_string(text.size()) + " bytes";
  if (text.empty()) return shown;
  return shown + ", beginning with " + sdk::to_hex(sdk::as_bytes(text.substr(0, std::min(text.size(), kShown))));
}

}  // namespace

std::string describe(const nlohmann::json* value) {
  if (value == nullptr) return "nothing";
  if (value->is_string()) return "a text of " + std::to_string(value->get_ref<const std::string&>().size()) + " characters";
  if (value->is_array()) return "a list of " + std::to_string(value->size());
  if (value->is_object()) return "an object of " + std::to_string(value->size()) + " members";
  return value->is_null() ? "null" : "a " + std::string(value->type_name());
}

std::string describe_base64(std::string_view text) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::size_t wrong = text.substr(0, text.find_last_not_of('=') + 1).find_first_not_of(kAlphabet);
  const std::string size = std::to_string(text.size()) + " characters";
  if (wrong == text.npos) return size;
  return size + ", of which number " + std::to_string(wrong + 1) + " is 0x" + sdk::to_hex(sdk::as_bytes(text.substr(wrong, 1)));
}

sdk::Result<nlohmann::json> parse_json(std::string_view text, const JsonLimits& limits, std::string_view what) {
  auto read = common::read_json(text, limits);
  if (auto* value = std::get_if<nlohmann::json>(&read)) return std::move(*value);
  return sdk::Failure::malformed(std::string(what) + " " +
                                 std::string(std::get<common::JsonComplaint>(read).text))
      .about("evidence")
      .expected("a JSON object of at most " + std::to_string(limits.bytes) + " bytes and " + std::to_string(limits.values) + " values")
      .observed(beginning(text))
      .spec("RFC 8259")
      .peer("the attestation document is not valid");
}

}  // namespace postern::attdoc
