// SPDX-License-Identifier: Apache-2.0
#include "host/config/moment.h"

#include <gtest/gtest.h>

namespace postern::config {
namespace {

using Moment = std::chrono::sys_time<std::chrono::nanoseconds>;

TEST(ParseMoment, TakesRfc3339) {
  const Moment start{std::chrono::seconds(1'790'000'000)};
  EXPECT_EQ(parse_moment("2026-09-21T14:13:20Z"), start);
  EXPECT_EQ(parse_moment("2026-09-21T15:13:20+01:00"), start);
  EXPECT_EQ(parse_moment("2026-09-21T04:43:20-09:30"), start);
  EXPECT_EQ(parse_moment("2026-09-21T14:13:20.5Z"), start + std::chrono::milliseconds(500));
  EXPECT_EQ(parse_moment("1970-01-01T00:00:00Z"), Moment());
}

TEST(ParseMoment, RefusesEverythingElse) {
  for (const char* text : {"", "now", "2026-09-21", "14:13:20", "2026-09-21T14:13:20", "2026-09-21T14:13:20 Z",
                           "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-09-21T24:00:00Z", "2026-09-21T14:60:00Z",
                           "1969-12-31T23:59:59Z", "2262-01-01T00:00:00Z", "1790000000", "2026-09-21T14:13:20Z\nx=1",
                           "2026-09-21T14:13:20Z#", "[2026-09-21T14:13:20Z]", "\"2026-09-21T14:13:20Z\""})
    EXPECT_FALSE(parse_moment(text)) << text;
}

}  // namespace
}  // namespace postern::config
