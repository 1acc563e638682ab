// SPDX-License-Identifier: Apache-2.0
#include "common/duration/duration.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace postern::common {
namespace {

struct Unit {
  std::string_view name;
  int64_t milliseconds;
};
constexpr std::array<Unit, 4> kUnits{{{"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};
constexpr std::size_t kMaxDigits = 9;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  const auto digits_end = std::find_if_not(text.begin(), text.end(), is_digit);
  const auto count = static_cast<std::size_t>(digits_end - text.begin());
  if (count == 0 || count > kMaxDigits) return std::nullopt;
  int64_t number = 0;
  std::from_chars(text.data(), text.data() + count, number);
  for (const Unit& unit : kUnits)
    if (text.substr(count) == unit.name) return std::chrono::milliseconds(number * unit.milliseconds);
  return std::nullopt;
}

std::string duration_text(std::chrono::milliseconds value) {
  for (const Unit& unit : kUnits) {
    const int64_t whole = value.count() / unit.milliseconds;
    if (value.count() % unit.milliseconds == 0 && (whole != 0 || unit.milliseconds == 1))
      return std::to_string(whole) + std::string(unit.name);
  }
  return "0ms";
}

}  // namespace postern::common
