// SPDX-License-Identifier: Apache-2.0
#include "host/config/moment.h"

#include <toml++/toml.h>

#include <string>

namespace postern::config {
namespace {

// A TOML date and time with an offset is one of RFC 3339; the parser checks that the day exists.
std::optional<toml::date_time> parse_date_time(std::string_view text) {
  if (text.size() > 40 || text.find_first_not_of("0123456789TtZz:.+-") != text.npos) return std::nullopt;
  try {
    const toml::table table = toml::parse("moment = " + std::string(text) + "\n");
    const auto* value = table["moment"].as_date_time();
    return value == nullptr || !value->get().offset ? std::nullopt : std::optional(value->get());
  } catch (const toml::parse_error&) {
    return std::nullopt;
  }
}

}  // namespace

std::optional<std::chrono::sys_time<std::chrono::nanoseconds>> parse_moment(std::string_view text) {
  const auto parts = parse_date_time(text);
  if (!parts || parts->date.year < 1970 || parts->date.year > 2261) return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year(parts->date.year), std::chrono::month(parts->date.month),
                                        std::chrono::day(parts->date.day)};
  if (!day.ok()) return std::nullopt;
  return std::chrono::sys_days(day) + std::chrono::hours(parts->time.hour) + std::chrono::minutes(parts->time.minute) +
         std::chrono::seconds(parts->time.second) + std::chrono::nanoseconds(parts->time.nanosecond) -
         std::chrono::minutes(parts->offset->minutes);
}

}  // namespace postern::config
