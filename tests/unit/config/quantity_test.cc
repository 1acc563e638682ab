// SPDX-License-Identifier: Apache-2.0
#include "host/config/quantity.h"

#include <gtest/gtest.h>

namespace postern::config {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

TEST(ParseDuration, TakesWholeNumbersWithAUnit) {
  const std::pair<const char*, nanoseconds> right[] = {
      {"500ms", milliseconds(500)}, {"30s", milliseconds(30'000)}, {"2m", milliseconds(120'000)}, {"24h", hours(24)},
      {"0s", milliseconds(0)},      {"007s", milliseconds(7000)},  {"86400s", hours(24)},         {"1440m", hours(24)}};
  for (const auto& [text, expected] : right) EXPECT_EQ(parse_duration(text), expected) << text;
}

TEST(ParseDuration, RefusesEverythingElse) {
  for (const char* text : {"", "s", "5", "5 s", " 5s", "5s ", "-5s", "+5s", "5.5s", "1e3s", "5S", "5sec", "5us", "5d", "25h",
                           "86401s", "0x5s", "18446744073709551616s", "99999999999999999999999h", "5s5s"})
    EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(ParseAge, TakesDaysToo) {
  const std::pair<const char*, nanoseconds> right[] = {
      {"500ms", milliseconds(500)}, {"24h", hours(24)}, {"25h", hours(25)}, {"7d", hours(168)}, {"3650d", hours(87600)}};
  for (const auto& [text, expected] : right) EXPECT_EQ(parse_age(text), expected) << text;
}

TEST(ParseAge, RefusesEverythingElse) {
  for (const char* text : {"", "d", "7", "7 d", "-7d", "3651d", "87601h", "1w", "1.5d", "7D", "18446744073709551615d"})
    EXPECT_FALSE(parse_age(text)) << text;
}

TEST(ParseSize, TakesBytesKiBAndMiB) {
  const std::pair<const char*, uint64_t> right[] = {
      {"1", 1}, {"0", 0}, {"4KiB", 4096}, {"1MiB", 1048576}, {"1024MiB", 1073741824}, {"1073741824", 1073741824}};
  for (const auto& [text, expected] : right) EXPECT_EQ(parse_size(text), expected) << text;
}

TEST(ParseSize, RefusesEverythingElse) {
  for (const char* text : {"", "MiB", "-1", "1 MiB", "1MB", "1kib", "1GiB", "1.5MiB", "1025MiB", "1073741825",
                           "18446744073709551616", "18446744073709551615KiB"})
    EXPECT_FALSE(parse_size(text)) << text;
}

}  // namespace
}  // namespace postern::config
