// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "common/json/bounded_json.h"
#include "postern/sdk/result.h"

namespace postern::attdoc {

using JsonLimits = common::JsonLimits;

// parse_json: a part of an attestation document as a JSON object, see common::read_json. what names the part in
// texts. Errors: denied, EVIDENCE_MALFORMED.
sdk::Result<nlohmann::json> parse_json(std::string_view text, const JsonLimits& limits = {},
                                       std::string_view what = "the attestation document");

}  // namespace postern::attdoc
