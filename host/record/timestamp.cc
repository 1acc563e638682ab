// SPDX-License-Identifier: Apache-2.0
#include "host/record/timestamp.h"

#include <absl/time/time.h>

namespace postern::record {
namespace {

constexpr char kForm[] = "%Y-%m-%dT%H:%M:%E9SZ";

}  // namespace

std::string print_time(attest::Time time) {
  return absl::FormatTime(kForm, absl::FromUnixNanos(time.time_since_epoch().count()), absl::UTCTimeZone());
}

std::optional<attest::Time> parse_time(std::string_view text) {
  absl::Time parsed;
  std::string error;
  if (!absl::ParseTime(kForm, std::string(text), &parsed, &error)) return std::nullopt;
  const attest::Time time{std::chrono::nanoseconds(absl::ToUnixNanos(parsed))};
  return print_time(time) == text ? std::optional(time) : std::nullopt;
}

}  // namespace postern::record
