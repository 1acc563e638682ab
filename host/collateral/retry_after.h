// SPDX-License-Identifier: Apache-2.0
#pragma once

// Retry-After: how long a server wants to be left alone (RFC 9110, 10.2.3).

#include <chrono>
#include <optional>
#include <string_view>

#include "host/collateral/clock.h"

namespace postern::collateral {

// No server can close itself to us for longer than this by one answer.
inline constexpr Duration kLongestHold = std::chrono::hours(1);

// parse_http_date: the three forms that a recipient must understand (RFC 9110, 5.6.7): "Sun, 06 Nov 1994 08:49:37 GMT",
// "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994". now decides the century of two-digit years: one that
// would lie more than 50 years ahead is of the past. The name of the day is not compared with the date. Nothing when
// the text is none of them or names a day or time that does not exist.
std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text, Time now);

// parse_retry_after: the value of the header, seconds or a date, as a duration from now: at least 0, at most
// kLongestHold. Nothing when it is neither.
std::optional<Duration> parse_retry_after(std::string_view text, Time now);

}  // namespace postern::collateral
