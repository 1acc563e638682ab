// SPDX-License-Identifier: Apache-2.0
#pragma once

// A length of time as text: a whole number and one unit, "500ms", "2s", "15m" or "1h".

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace postern::common {

// parse_duration: 1 to 9 digits followed by ms, s, m or h; no sign, space, fraction or second unit. Zero is a
// duration. Nothing when the text is anything else. Cannot overflow: the longest is 999,999,999 hours.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

// duration_text: the same value in the largest unit that holds it exactly; parse_duration reads it back.
// value must not be negative.
std::string duration_text(std::chrono::milliseconds value);

}  // namespace postern::common
