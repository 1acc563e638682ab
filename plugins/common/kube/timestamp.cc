// SPDX-License-Identifier: Apache-2.0
#include "common/kube/timestamp.h"

#include <algorithm>
#include <ctime>

namespace postern::kube {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Cursor: takes fixed pieces off the front; once one does not fit, everything after does not either.
struct Cursor {
  std::string_view rest;
  bool fits = true;

  int number(std::size_t digits, int low, int high) {
    fits = fits && rest.size() >= digits && std::all_of(rest.begin(), rest.begin() + static_cast<long>(digits), is_digit);
    if (!fits) return low;
    int value = 0;
    for (const char c : rest.substr(0, digits)) value = value * 10 + (c - '0');
    rest.remove_prefix(digits);
    fits = value >= low && value <= high;
    return value;
  }
  void literal(char c) {
    fits = fits && rest.starts_with(c);
    if (fits) rest.remove_prefix(1);
  }
  void fraction() {
    if (!fits || !rest.starts_with('.')) return;
    rest.remove_prefix(1);
    const auto end = std::find_if_not(rest.begin(), rest.end(), is_digit);
    fits = end != rest.begin();
    rest.remove_prefix(static_cast<std::size_t>(end - rest.begin()));
  }
};

// offset: of local time from UTC; the cursor is at its end.
minutes offset(Cursor& cursor) {
  if (cursor.rest == "Z") return cursor.literal('Z'), minutes(0);
  const int sign = cursor.rest.starts_with('-') ? -1 : 1;
  cursor.literal(sign < 0 ? '-' : '+');
  const int of_hours = cursor.number(2, 0, 23);
  cursor.literal(':');
  const int of_minutes = cursor.number(2, 0, 59);
  return sign * (hours(of_hours) + minutes(of_minutes));
}

}  // namespace

std::string timestamp(std::chrono::sys_seconds time) {
  const std::time_t whole = time.time_since_epoch().count();
  std::tm fields{};
  gmtime_r(&whole, &fields);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &fields)};
}

std::optional<std::chrono::sys_seconds> parse_timestamp(std::string_view text) {
  Cursor cursor{text};
  const int year = cursor.number(4, 1970, 9999);
  cursor.literal('-');
  const int month = cursor.number(2, 1, 12);
  cursor.literal('-');
  const int day = cursor.number(2, 1, 31);
  cursor.literal('T');
  const int hour = cursor.number(2, 0, 23);
  cursor.literal(':');
  const int minute = cursor.number(2, 0, 59);
  cursor.literal(':');
  const int second = cursor.number(2, 0, 59);
  cursor.fraction();
  const minutes from_utc = offset(cursor);
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!cursor.fits || !cursor.rest.empty() || !date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + hours(hour) + minutes(minute) + seconds(second) - from_utc;
}

}  // namespace postern::kube
