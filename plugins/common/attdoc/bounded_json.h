// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "postern/sdk/result.h"

namespace postern::attdoc {

// JsonLimits: refused beyond these; what is beyond them is never kept in memory.
struct JsonLimits {
  std::size_t bytes = 4 * 1024 * 1024;
  std::size_t values = 8192;  // of all kinds, names included
  int depth = 16;
};

// parse_json: a JSON object (RFC 8259) from an untrusted sender. Two members of one name in an object are
// refused, since readers differ in which of them they take. Errors: denied, EVIDENCE_MALFORMED.
sdk::Result<nlohmann::json> parse_json(std::string_view text, const JsonLimits& limits = {});

}  // namespace postern::attdoc
