// SPDX-License-Identifier: Apache-2.0
#include "host/record/timestamp.h"

#include <gtest/gtest.h>

namespace postern::record {
namespace {

TEST(Timestamp, IsExactToTheNanosecond) {
  const attest::Time time(std::chrono::nanoseconds(1'764'115'200'000'000'001));
  EXPECT_EQ(print_time(time), "2025-11-26T00:00:00.000000001Z");
  EXPECT_EQ(parse_time(print_time(time)), time);
  EXPECT_EQ(print_time(attest::Time()), "1970-01-01T00:00:00.000000000Z");
}

TEST(Timestamp, HasOneFormOnly) {
  for (const char* text : {"", "now", "2025-11-26T00:00:00Z", "2025-11-26T00:00:00.1Z", "2025-11-26 00:00:00.000000001Z",
                           "2025-11-26T00:00:00.000000001", "2025-11-26T00:00:00.000000001+01:00",
                           " 2025-11-26T00:00:00.000000001Z", "2025-11-26T00:00:00.000000001Z ", "2025-11-26T24:00:00.000000001Z",
                           "2025-02-30T00:00:00.000000001Z", "infinite-future"})
    EXPECT_FALSE(parse_time(text)) << text;
}

}  // namespace
}  // namespace postern::record
