// SPDX-License-Identifier: Apache-2.0
#include "common/duration/duration_key.h"

#include "common/duration/duration.h"

namespace postern::common {

sdk::Result<std::chrono::milliseconds> read_duration(sdk::JsonConfig& config, const std::string& key,
                                                     const DurationRange& range) {
  POSTERN_TRY(text, config.text_or(key, duration_text(range.fallback)));
  const auto value = parse_duration(text);
  if (!value) return config.wrong(key, "expected a duration such as \"500ms\", \"2s\" or \"15m\", found \"" + text + "\"");
  if (*value < range.low || *value > range.high)
    return config.wrong(key, "expected a duration from " + duration_text(range.low) + " to " +
                                 duration_text(range.high) + ", found " + text);
  return *value;
}

}  // namespace postern::common
