// SPDX-License-Identifier: Apache-2.0
#pragma once

// Moments in texts.

#include <chrono>
#include <optional>
#include <string_view>

namespace postern::config {

// parse_moment: RFC 3339 with its offset: "2026-11-25T23:56:21Z", "2026-11-26T00:56:21.5+01:00". Nothing when the text
// is none, or names a day or time that does not exist. A year is from 1970 to 2261.
std::optional<std::chrono::sys_time<std::chrono::nanoseconds>> parse_moment(std::string_view text);

}  // namespace postern::config
