// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "common/json/bounded_json.h"
#include "postern/sdk/result.h"

namespace postern::attdoc {

using JsonLimits = common::JsonLimits;

// parse_json: a part of an attestation document as a JSON object, see common::read_json. what names the part in
// texts. Errors: denied, EVIDENCE_MALFORMED.
sdk::Result<nlohmann::json> parse_json(std::string_view text, const JsonLimits& limits = {},
                                       std::string_view what = "the attestation document");

// describe: kind and size of a value, for what a refusal observed; nullptr: "nothing". Nothing of its content.
std::string describe(const nlohmann::json* value);

// describe_base64: size of a text that is not base64, and its first character that may not be there.
std::string describe_base64(std::string_view text);

}  // namespace postern::attdoc
