// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace postern::tpm2 {

using Time = std::chrono::sys_time<std::chrono::nanoseconds>;

// parse_time: an RFC 3339 date-time ("2026-10-01T00:00:00Z", "2026-10-01T02:00:00.5+02:00"; 'T' and 'Z' in
// either case, up to nine digits of a second) as UTC, or nothing. Years 1970 to 2200; a leap second (…:60) is
// refused.
std::optional<Time> parse_time(std::string_view text);

}  // namespace postern::tpm2
