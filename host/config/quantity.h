// SPDX-License-Identifier: Apache-2.0
#pragma once

// Quantities in configuration texts: durations and sizes.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace postern::config {

// parse_duration: a whole number and ms, s, m or h: "500ms", "30s". At most 24 h; nothing when it is none.
std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text);

// parse_age: as parse_duration, and also d for days: "36h", "7d". At most 3650 d; nothing when it is none.
std::optional<std::chrono::nanoseconds> parse_age(std::string_view text);

// parse_size: a whole number of bytes, optionally with KiB or MiB: "1MiB". At most 1024 MiB; nothing when it is none.
std::optional<uint64_t> parse_size(std::string_view text);

}  // namespace postern::config
