// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "postern/sdk/result.h"

namespace postern::constellation {

// read_yaml: a YAML mapping as JSON. Plain true, false, null and whole numbers of up to nine digits are what they look
// like; every other scalar is text. At most 256 KiB, and in what it makes 4096 values, 256 KiB of text (each use of an
// alias counts) and 16 levels. Refused: several documents, keys that are no scalars, two equal keys, a value that
// contains itself. Errors: misconfigured.
sdk::Result<nlohmann::json> read_yaml(std::string_view text);

}  // namespace postern::constellation
