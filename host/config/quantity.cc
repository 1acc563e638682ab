// SPDX-License-Identifier: Apache-2.0
#include "host/config/quantity.h"

#include <charconv>

namespace postern::config {
namespace {

// The leading number and what follows it.
struct Parts {
  uint64_t number = 0;
  std::string_view unit;
};

std::optional<Parts> split(std::string_view text) {
  Parts parts;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parts.number);
  if (error != std::errc() || end == text.data()) return std::nullopt;
  parts.unit = text.substr(static_cast<std::size_t>(end - text.data()));
  return parts;
}

constexpr uint64_t kDay = 24ull * 3'600'000;  // milliseconds

std::optional<std::chrono::nanoseconds> parse_time_span(std::string_view text, bool has_days, uint64_t most) {
  const auto parts = split(text);
  if (!parts) return std::nullopt;
  uint64_t milliseconds = 0;
  if (parts->unit == "ms") milliseconds = 1;
  if (parts->unit == "s") milliseconds = 1000;
  if (parts->unit == "m") milliseconds = 60'000;
  if (parts->unit == "h") milliseconds = 3'600'000;
  if (parts->unit == "d" && has_days) milliseconds = kDay;
  if (milliseconds == 0 || parts->number > most / milliseconds) return std::nullopt;
  return std::chrono::milliseconds(parts->number * milliseconds);
}

}  // namespace

std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text) {
  return parse_time_span(text, false, kDay);
}

std::optional<std::chrono::nanoseconds> parse_age(std::string_view text) {
  return parse_time_span(text, true, 3650 * kDay);
}

std::optional<uint64_t> parse_size(std::string_view text) {
  const auto parts = split(text);
  if (!parts) return std::nullopt;
  uint64_t factor = 0;
  if (parts->unit.empty()) factor = 1;
  if (parts->unit == "KiB") factor = 1024;
  if (parts->unit == "MiB") factor = 1024 * 1024;
  constexpr uint64_t kMost = 1024ull * 1024 * 1024;
  if (factor == 0 || parts->number > kMost / factor) return std::nullopt;
  return parts->number * factor;
}

}  // namespace postern::config
