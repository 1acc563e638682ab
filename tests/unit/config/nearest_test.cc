// SPDX-License-Identifier: Apache-2.0
#include "host/config/nearest.h"

#include <gtest/gtest.h>

namespace postern::config {
namespace {

TEST(HintOf, NamesTheNearestOrAll) {
  EXPECT_EQ(hint_of("jugde", {"giver", "judge"}), "did you mean 'judge'?");
  EXPECT_EQ(hint_of("snp.tcb.microcod", {"snp.tcb.microcode", "snp.tcb.snp"}), "did you mean 'snp.tcb.microcode'?");
  EXPECT_EQ(hint_of("other", {"alpha", "beta"}), "there is: alpha, beta");
  EXPECT_EQ(hint_of("other", {}), "");
  EXPECT_EQ(hint_of("completely-other", std::vector<std::string>(13, "x")), "") << "a long list helps nobody";
}

TEST(HintOf, ShortNamesAreNotAllAlike) {
  EXPECT_EQ(hint_of("x", {"ab"}), "there is: ab");
  EXPECT_EQ(hint_of("ab", {"ax"}), "did you mean 'ax'?");
}

TEST(HintOf, ComparesNothingThatIsTooLong) {
  EXPECT_EQ(hint_of(std::string(257, 'a'), {std::string(256, 'a')}).substr(0, 9), "there is:");
  EXPECT_EQ(hint_of(std::string(256, 'a'), {std::string(255, 'a')}).substr(0, 8), "did you ");
}

TEST(ListOf, SaysNothingOfNothing) {
  EXPECT_EQ(list_of({}), "");
  EXPECT_EQ(list_of({"a", "b"}), "there is: a, b");
}

}  // namespace
}  // namespace postern::config
