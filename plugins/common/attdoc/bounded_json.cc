// SPDX-License-Identifier: Apache-2.0
#include "common/attdoc/bounded_json.h"

namespace postern::attdoc {

sdk::Result<nlohmann::json> parse_json(std::string_view text, const JsonLimits& limits, std::string_view what) {
  auto read = common::read_json(text, limits);
  if (auto* value = std::get_if<nlohmann::json>(&read)) return std::move(*value);
  return sdk::Failure::malformed(std::string(what) + " " +
                                 std::string(std::get<common::JsonComplaint>(read).text))
      .about("evidence")
      .observed(std::to_string(text.size()) + " bytes")
      .spec("RFC 8259")
      .peer("the attestation document is not valid");
}

}  // namespace postern::attdoc
