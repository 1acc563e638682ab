// SPDX-License-Identifier: Apache-2.0
#pragma once

// Reads a duration out of a component's configuration.

#include <chrono>
#include <string>

#include "postern/sdk/json_config.h"

namespace postern::common {

struct DurationRange {
  std::chrono::milliseconds fallback;  // when the key is absent
  std::chrono::milliseconds low, high; // both included
};

// read_duration: the key's value (text, see parse_duration). Errors: misconfigured, naming the key, the form that is
// expected and what was found.
sdk::Result<std::chrono::milliseconds> read_duration(sdk::JsonConfig& config, const std::string& key,
                                                     const DurationRange& range);

}  // namespace postern::common
