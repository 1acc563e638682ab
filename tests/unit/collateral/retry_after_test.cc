// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/retry_after.h"

#include <gtest/gtest.h>

namespace postern::collateral {
namespace {

using std::chrono::seconds;
constexpr Time kNow{seconds(784'111'777)};  // 1994-11-06T08:49:37Z, the example of RFC 9110

TEST(ParseHttpDate, TakesTheThreeForms) {
  for (const char* text : {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"})
    EXPECT_EQ(parse_http_date(text, kNow), std::chrono::sys_seconds(seconds(784'111'777))) << text;
  EXPECT_EQ(parse_http_date("Sat Nov 26 08:49:37 1994", kNow), std::chrono::sys_seconds(seconds(785'839'777)));
  EXPECT_EQ(parse_http_date("Thu, 29 Feb 2024 23:59:60 GMT", kNow), std::chrono::sys_seconds(seconds(1'709'251'200)));
}

TEST(ParseHttpDate, YearsOfTwoDigitsAreNeverFarAhead) {
  const Time year_2026{seconds(1'790'000'000)};
  EXPECT_EQ(parse_http_date("Monday, 21-Sep-26 14:13:20 GMT", year_2026), std::chrono::sys_seconds(seconds(1'790'000'000)));
  EXPECT_EQ(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT", year_2026), std::chrono::sys_seconds(seconds(784'111'777)));
  EXPECT_EQ(parse_http_date("Sunday, 06-Nov-76 08:49:37 GMT", year_2026)->time_since_epoch() / std::chrono::years(1), 106);
}

TEST(ParseHttpDate, RefusesEverythingElse) {
  for (const char* text :
       {"", "Sun", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49:37 GMT ",
        " Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT",
        "Sun, 29 Feb 2023 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:00 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 00 Nov 1994 08:49:37 GMT", "sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT", "Sunday, 06 Nov 1994 08:49:37 GMT", "Sun, 06-Nov-94 08:49:37 GMT",
        "1994-11-06T08:49:37Z", "Sun Nov 6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 +0000"})
    EXPECT_FALSE(parse_http_date(text, kNow)) << text;
}

TEST(ParseRetryAfter, TakesSecondsAndDates) {
  EXPECT_EQ(parse_retry_after("0", kNow), seconds(0));
  EXPECT_EQ(parse_retry_after("120", kNow), seconds(120));
  EXPECT_EQ(parse_retry_after(" 120\t", kNow), seconds(120));
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:50:37 GMT", kNow), seconds(60));
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:38 GMT", kNow + std::chrono::milliseconds(900)), seconds(1));
}

TEST(ParseRetryAfter, StaysWithinItsBounds) {
  for (const char* text : {"3601", "99999999999", "99999999999999999999999999", "Sun, 06 Nov 2094 08:49:37 GMT"})
    EXPECT_EQ(parse_retry_after(text, kNow), kLongestHold) << text;
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1894 08:49:37 GMT", kNow), seconds(0)) << "a date of the past asks for nothing";
}

TEST(ParseRetryAfter, RefusesEverythingElse) {
  for (const char* text : {"", " ", "-1", "+1", "1.5", "0x10", "1e3", "soon", "1 2", "10s"})
    EXPECT_FALSE(parse_retry_after(text, kNow)) << text;
}

}  // namespace
}  // namespace postern::collateral
