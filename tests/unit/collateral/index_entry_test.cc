// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/index_entry.h"

#include <gtest/gtest.h>

namespace postern::collateral {
namespace {

const std::string kDigest = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";  // of "hello"
const std::string kText = "postern-collateral-entry 1\nurl https://example.org/a?b=c\nfetched 1790000000\nsize 5\nsha256 " + kDigest + "\n";

TEST(IndexEntryTest, IsReadAsItIsWritten) {
  const auto entry = parse_index_entry(kText);
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->url, "https://example.org/a?b=c");
  EXPECT_EQ(print_time(entry->fetched), "2026-09-21T14:13:20Z");
  EXPECT_EQ(entry->size, 5u);
  EXPECT_EQ(entry->sha256, kDigest);
  EXPECT_EQ(print_index_entry(*entry), kText);
}

TEST(IndexEntryTest, EveryShorterTextIsRefused) {
  for (std::size_t length = 0; length < kText.size(); ++length) EXPECT_FALSE(parse_index_entry(kText.substr(0, length))) << length;
}

struct Change {
  std::string from, to;
  friend void PrintTo(const Change& c, std::ostream* out) { *out << c.from << " to " << c.to; }
};
class ChangedEntry : public ::testing::TestWithParam<Change> {};
TEST_P(ChangedEntry, IsRefused) {
  std::string text = kText;
  text.replace(text.find(GetParam().from), GetParam().from.size(), GetParam().to);
  EXPECT_FALSE(parse_index_entry(text));
}
INSTANTIATE_TEST_SUITE_P(
    Changes, ChangedEntry,
    ::testing::Values(Change{"entry 1", "entry 2"}, Change{"url ", "url  "}, Change{"https://example.org/a?b=c", "example"},
                      Change{"https://", "https://user:password@"}, Change{"https://", "ftp://"}, Change{"https://example.org", "file://"},
                      Change{"1790000000", "01790000000"}, Change{"1790000000", "-1"}, Change{"1790000000", "9000000001"},
                      Change{"1790000000", ""}, Change{"size 5", "size 4194305"}, Change{"size 5", "size 5 "},
                      Change{"size 5", "size +5"}, Change{"size 5\n", ""}, Change{"2cf2", "2CF2"}, Change{"2cf2", "2cf"},
                      Change{"sha256 ", "sha256\t"}, Change{"9824\n", "9824\n\n"}, Change{"9824\n", "9824\nmore 1\n"},
                      Change{"\nurl", "\r\nurl"}, Change{"fetched 1790000000\nsize 5", "size 5\nfetched 1790000000"}));

TEST(IndexEntryTest, LatestTimeIsExact) {
  std::string text = kText;
  text.replace(text.find("1790000000"), 10, "9000000000");
  const auto entry = parse_index_entry(text);
  ASSERT_TRUE(entry);
  EXPECT_EQ(print_time(Time(entry->fetched)), "2255-03-14T16:00:00Z");
  EXPECT_EQ(print_index_entry(*entry), text);
}

TEST(ParseDecimal, TakesOnlyWhatPrintWrites) {
  EXPECT_EQ(parse_decimal("0", 9), 0u);
  EXPECT_EQ(parse_decimal("18446744073709551615", UINT64_MAX), UINT64_MAX);
  for (const char* text : {"", "00", "01", "+1", "-1", " 1", "1 ", "1x", "10", "18446744073709551616"})
    EXPECT_FALSE(parse_decimal(text, 9)) << text;
}

}  // namespace
}  // namespace postern::collateral
