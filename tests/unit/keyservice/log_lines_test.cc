// SPDX-License-Identifier: Apache-2.0
#include "tools/keyservice/log_lines.h"

#include <gtest/gtest.h>

namespace postern::keyservice {
namespace {

TEST(LogLine, IsTimeLevelEventAndFields) {
  EXPECT_EQ(log_line("2026-01-01T00:00:00Z", "info", "key-given", {{"id", "a-b_c"}, {"empty", ""}, {"peer", "ipv4:[::1]:1"}}),
            "2026-01-01T00:00:00Z info key-given id=a-b_c peer=ipv4:[::1]:1\n");
}

TEST(LogLine, KeepsValuesInTheirField) {
  EXPECT_EQ(log_line("t", "warn", "e", {{"id", "x length=9"}}), "t warn e id=\"x length=9\"\n");
  EXPECT_EQ(log_line("t", "warn", "e", {{"id", "x\" b=\"\\"}}), "t warn e id=\"x\\\" b=\\\"\\\\\"\n");
  EXPECT_EQ(log_line("t", "warn", "e", {{"id", "x\ninfo\x1b[31m\xc3\xa4"}}), "t warn e id=\"x?info?[31m??\"\n");
}

}  // namespace
}  // namespace postern::keyservice
