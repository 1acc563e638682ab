// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/retry_after.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

namespace postern::collateral {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kDays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                "Thursday", "Friday", "Saturday"};

// Scanner: takes a text apart from its beginning; once something does not fit it stays wrong.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}
  void literal(std::string_view word) { rest_.starts_with(word) ? rest_.remove_prefix(word.size()) : fail(); }

  // number: exactly so many digits; a space may stand for a leading zero when padded.
  unsigned number(std::size_t digits, bool padded = false) {
    unsigned value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      const char c = rest_.empty() ? '?' : rest_.front();
      if (c == ' ' && padded && i == 0) value = 0;
      else if (c >= '0' && c <= '9') value = value * 10 + static_cast<unsigned>(c - '0');
      else return fail(), 0;
      rest_.remove_prefix(1);
    }
    return value;
  }

  // month: 1 to 12. day_name: full or its first three letters.
  unsigned month() {
    const auto found = std::find(kMonths.begin(), kMonths.end(), rest_.substr(0, 3));
    if (found == kMonths.end()) return fail(), 1;
    rest_.remove_prefix(3);
    return static_cast<unsigned>(std::distance(kMonths.begin(), found)) + 1;
  }
  void day_name(bool full) {
    for (std::string_view name : kDays) {
      const std::string_view word = full ? name : name.substr(0, 3);
      if (rest_.starts_with(word)) return rest_.remove_prefix(word.size());
    }
    fail();
  }
  bool done() const { return good_ && rest_.empty(); }

 private:
  void fail() { good_ = false; }
  std::string_view rest_;
  bool good_ = true;
};

struct Parts {
  unsigned year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0;
};

void time_of_day(Scanner& in, Parts& parts) {
  parts.hour = in.number(2);
  in.literal(":");
  parts.minute = in.number(2);
  in.literal(":");
  parts.second = in.number(2);
}

using Form = void (*)(Scanner&, Parts&, unsigned this_year);

void imf_fixdate(Scanner& in, Parts& parts, unsigned) {
  in.day_name(false);
  in.literal(", ");
  parts.day = in.number(2);
  in.literal(" ");
  parts.month = in.month();
  in.literal(" ");
  parts.year = in.number(4);
  in.literal(" ");
  time_of_day(in, parts);
  in.literal(" GMT");
}

void rfc850(Scanner& in, Parts& parts, unsigned this_year) {
  in.day_name(true);
  in.literal(", ");
  parts.day = in.number(2);
  in.literal("-");
  parts.month = in.month();
  in.literal("-");
  parts.year = this_year / 100 * 100 + in.number(2);
  if (parts.year > this_year + 50) parts.year -= 100;
  in.literal(" ");
  time_of_day(in, parts);
  in.literal(" GMT");
}

void asctime_form(Scanner& in, Parts& parts, unsigned) {
  in.day_name(false);
  in.literal(" ");
  parts.month = in.month();
  in.literal(" ");
  parts.day = in.number(2, true);
  in.literal(" ");
  time_of_day(in, parts);
  in.literal(" ");
  parts.year = in.number(4);
}

// A leap second counts as the second after it.
std::optional<std::chrono::sys_seconds> to_time(const Parts& parts) {
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(parts.year)),
                                         std::chrono::month(parts.month), std::chrono::day(parts.day)};
  if (!date.ok() || parts.hour > 23 || parts.minute > 59 || parts.second > 60) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(parts.hour) + std::chrono::minutes(parts.minute) +
         std::chrono::seconds(parts.second);
}

}  // namespace

std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text, Time now) {
  const std::chrono::year_month_day today(std::chrono::floor<std::chrono::days>(now));
  const auto this_year = static_cast<unsigned>(std::max(1970, static_cast<int>(today.year())));
  for (const Form form : {imf_fixdate, rfc850, asctime_form}) {
    Scanner in(text);
    Parts parts;
    form(in, parts, this_year);
    if (in.done()) return to_time(parts);
  }
  return std::nullopt;
}

std::optional<Duration> parse_retry_after(std::string_view text, Time now) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  constexpr std::chrono::seconds kMost = std::chrono::duration_cast<std::chrono::seconds>(kLongestHold);
  if (!text.empty() && text.find_first_not_of("0123456789") == text.npos) {
    int64_t seconds = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), seconds);
    return result.ec != std::errc() ? kLongestHold : std::min(kMost, std::chrono::seconds(seconds));
  }
  const auto date = parse_http_date(text, now);
  if (!date) return std::nullopt;
  const auto wait = *date - std::chrono::floor<std::chrono::seconds>(now);
  return std::clamp<std::chrono::seconds>(wait, std::chrono::seconds(0), kMost);
}

}  // namespace postern::collateral
