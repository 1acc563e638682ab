// SPDX-License-Identifier: Apache-2.0
#include "common/duration/duration.h"

#include <gtest/gtest.h>

namespace postern::common {
namespace {

using std::chrono::milliseconds;

TEST(Duration, ReadsEveryUnit) {
  EXPECT_EQ(parse_duration("500ms"), milliseconds(500));
  EXPECT_EQ(parse_duration("2s"), milliseconds(2'000));
  EXPECT_EQ(parse_duration("15m"), milliseconds(900'000));
  EXPECT_EQ(parse_duration("24h"), milliseconds(86'400'000));
  EXPECT_EQ(parse_duration("0s"), milliseconds(0));
  EXPECT_EQ(parse_duration("999999999h"), milliseconds(999'999'999LL * 3'600'000));
}

TEST(Duration, RefusesEverythingElse) {
  for (const char* text : {"", "s", "5", "-5s", "+5s", " 5s", "5s ", "5 s", "1.5s", "5S", "5us", "1m30s", "0x5s",
                           "1000000000s", "5sec", "ms"})
    EXPECT_FALSE(parse_duration(text)) << text;
  EXPECT_FALSE(parse_duration(std::string_view("5s\0", 3)));
}

TEST(Duration, WritesWhatItReads) {
  EXPECT_EQ(duration_text(milliseconds(5'000)), "5s");
  EXPECT_EQ(duration_text(milliseconds(900'000)), "15m");
  EXPECT_EQ(duration_text(milliseconds(1'500)), "1500ms");
  EXPECT_EQ(duration_text(milliseconds(0)), "0ms");
  for (const int64_t count : {1, 59'999, 60'000, 3'600'000, 86'400'001})
    EXPECT_EQ(parse_duration(duration_text(milliseconds(count))), milliseconds(count));
}

}  // namespace
}  // namespace postern::common
