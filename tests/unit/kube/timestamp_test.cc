// SPDX-License-Identifier: Apache-2.0
#include "common/kube/timestamp.h"

#include <gtest/gtest.h>

namespace postern::kube {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

TEST(Timestamp, IsUtcToTheSecond) {
  EXPECT_EQ(timestamp(sys_seconds(seconds(0))), "1970-01-01T00:00:00Z");
  EXPECT_EQ(timestamp(sys_seconds(seconds(1'790'000'000))), "2026-09-21T14:13:20Z");
}

TEST(Timestamp, ReadsWhatItWrote) {
  for (int64_t at = 0; at < 253'402'300'800; at += 86'399 * 1009 + 17) {
    const sys_seconds time{seconds(at)};
    ASSERT_EQ(parse_timestamp(timestamp(time)), time) << at;
  }
}

TEST(Timestamp, ReadsFractionsAndOffsets) {
  const sys_seconds time(seconds(1'790'000'000));
  for (const char* text : {"2026-09-21T14:13:20.999999999Z", "2026-09-21T16:13:20+02:00", "2026-09-21T08:43:20-05:30",
                           "2026-09-21T14:13:20.5+00:00"})
    EXPECT_EQ(parse_timestamp(text), time) << text;
}

TEST(Timestamp, RefusesEverythingElse) {
  for (const char* text :
       {"", "2026-09-21", "2026-09-21T14:13:20", "2026-09-21 14:13:20Z", "2026-09-21t14:13:20z", "2026-02-30T00:00:00Z",
        "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00ZZ",
        "2026-01-01T00:00:00+1:00", "2026-01-01T00:00:00+24:00", "+026-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "never"})
    EXPECT_EQ(parse_timestamp(text), std::nullopt) << text;
}

}  // namespace
}  // namespace postern::kube
