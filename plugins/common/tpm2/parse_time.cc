// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/parse_time.h"

namespace postern::tpm2 {
namespace {

using namespace std::chrono;

// Cursor: takes fixed-width pieces from the front; failed() stays true after the first that does not fit.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  int digits(std::size_t count, int low, int high) {
    if (rest_.size() < count) return fail();
    int number = 0;
    for (const char c : rest_.substr(0, count)) {
      if (c < '0' || c > '9') return fail();
      number = number * 10 + (c - '0');
    }
    rest_.remove_prefix(count);
    return number < low || number > high ? fail() : number;
  }
  void expect(char lower, char upper) {
    if (!accept(lower) && !accept(upper)) fail();
  }
  bool accept(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool at_digit() const { return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; }
  bool at_end() const { return rest_.empty(); }
  bool failed() const { return failed_; }
  int fail() {
    failed_ = true;
    return 0;
  }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

nanoseconds parse_fraction(Cursor& cursor) {
  if (!cursor.accept('.')) return {};
  int64_t value = 0;
  int count = 0;
  while (cursor.at_digit() && count < 9) {
    value = value * 10 + cursor.digits(1, 0, 9);
    ++count;
  }
  if (count == 0 || cursor.at_digit()) cursor.fail();
  for (; count < 9; ++count) value *= 10;
  return nanoseconds(value);
}

minutes parse_offset(Cursor& cursor) {
  if (cursor.accept('Z') || cursor.accept('z')) return {};
  const bool is_behind = cursor.accept('-');
  if (!is_behind) cursor.expect('+', '+');
  const int hour = cursor.digits(2, 0, 23);
  cursor.expect(':', ':');
  const minutes offset = hours(hour) + minutes(cursor.digits(2, 0, 59));
  return is_behind ? -offset : offset;
}

}  // namespace

std::optional<Time> parse_time(std::string_view text) {
  Cursor cursor(text);
  const year y(cursor.digits(4, 1970, 2200));
  cursor.expect('-', '-');
  const month m(static_cast<unsigned>(cursor.digits(2, 1, 12)));
  cursor.expect('-', '-');
  const day d(static_cast<unsigned>(cursor.digits(2, 1, 31)));
  cursor.expect('T', 't');
  nanoseconds of_day = hours(cursor.digits(2, 0, 23));
  cursor.expect(':', ':');
  of_day += minutes(cursor.digits(2, 0, 59));
  cursor.expect(':', ':');
  of_day += seconds(cursor.digits(2, 0, 59));
  of_day += parse_fraction(cursor);
  const minutes offset = parse_offset(cursor);
  const year_month_day date(y, m, d);
  if (cursor.failed() || !cursor.at_end() || !date.ok()) return std::nullopt;
  return sys_days(date) + of_day - offset;
}

}  // namespace postern::tpm2
