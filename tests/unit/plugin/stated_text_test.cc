// SPDX-License-Identifier: Apache-2.0
#include "host/plugin/stated_text.h"

#include <gmock/gmock.h>

namespace postern::plugin {
namespace {

using testing::ElementsAre;

postern_bytes raw(std::string_view text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }

TEST(StatedText, IsCutIntoLines) {
  EXPECT_THAT(printable_lines(raw("one\n\n  three\n")), ElementsAre("one", "", "  three"));
  EXPECT_THAT(printable_lines(raw("")), ElementsAre());
  EXPECT_THAT(printable_lines({nullptr, 7}), ElementsAre());
}

TEST(StatedText, KeepsAsManyLinesAsItSays) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += std::to_string(i) + "\n";
  const auto lines = printable_lines(raw(text));
  ASSERT_EQ(lines.size(), 64u);
  EXPECT_EQ(lines.back(), "63");
}

TEST(StatedText, CutsALineBetweenCharacters) {
  const std::string wide = std::string(1023, 'x') + "\xc3\xa9" + "tail";
  EXPECT_THAT(printable_lines(raw(wide + "\nnext")), ElementsAre(std::string(1023, 'x'), "next"));
}

TEST(StatedText, ShowsWhatIsNotUtf8AsHex) {
  EXPECT_THAT(printable_lines(raw("good\n\xff\xfe")), ElementsAre("good", "(not UTF-8) fffe"));
}

}  // namespace
}  // namespace postern::plugin
