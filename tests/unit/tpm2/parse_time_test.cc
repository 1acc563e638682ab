// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/parse_time.h"

#include <gtest/gtest.h>

namespace postern::tpm2 {
namespace {

using namespace std::chrono;

int64_t nanos(std::string_view text) {
  const auto time = parse_time(text);
  return time ? time->time_since_epoch().count() : -1;
}

TEST(ParseTime, ReadsZonesAndFractions) {
  EXPECT_EQ(nanos("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(nanos("2026-10-01T00:00:00Z"), 1'790'812'800'000'000'000);
  EXPECT_EQ(nanos("2026-10-01t02:00:00+02:00"), nanos("2026-10-01T00:00:00z"));
  EXPECT_EQ(nanos("2026-09-30T19:30:00-04:30"), nanos("2026-10-01T00:00:00Z"));
  EXPECT_EQ(nanos("1970-01-01T00:00:00.5Z"), 500'000'000);
  EXPECT_EQ(nanos("1970-01-01T00:00:01.000000001Z"), 1'000'000'001);
  EXPECT_EQ(nanos("2028-02-29T00:00:00Z"), nanos("2028-03-01T00:00:00Z") - 86'400'000'000'000);
}

TEST(ParseTime, RefusesAnythingElse) {
  for (const char* text :
       {"", "2026-10-01", "2026-10-01T00:00:00", "2026-10-01 00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-02-29T00:00:00Z", "2026-10-01T24:00:00Z", "2026-10-01T00:60:00Z", "2026-12-31T23:59:60Z",
        "2026-10-01T00:00:00.Z", "2026-10-01T00:00:00.1234567890Z", "2026-10-01T00:00:00+24:00",
        "2026-10-01T00:00:00+0200", "2026-10-01T00:00:00Zx", "26-10-01T00:00:00Z", "2026-1-01T00:00:00Z",
        "2026-10-0aT00:00:00Z", "9999-01-01T00:00:00Z"})
    EXPECT_FALSE(parse_time(text)) << text;
}

}  // namespace
}  // namespace postern::tpm2
