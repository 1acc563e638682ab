// SPDX-License-Identifier: Apache-2.0
#pragma once

// Points in time as Kubernetes writes them (RFC 3339).

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace postern::kube {

// timestamp: the time in UTC, to the second: "2026-10-01T12:00:00Z". Years 1970 to 9999.
std::string timestamp(std::chrono::sys_seconds time);

// parse_timestamp: also with a fraction of a second, which is left out, and with an offset from UTC instead of Z. Nothing
// for anything else: another case, a space instead of T, a day that the month does not have, a leap second, years before
// 1970.
std::optional<std::chrono::sys_seconds> parse_timestamp(std::string_view text);

}  // namespace postern::kube
