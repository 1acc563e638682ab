// SPDX-License-Identifier: Apache-2.0
#include "host/gate/nearest.h"

#include <gtest/gtest.h>

namespace postern::gate {
namespace {

TEST(HintOf, NamesTheNearestOrAll) {
  EXPECT_EQ(hint_of("jugde", {"giver", "judge"}), "; did you mean 'judge'?");
  EXPECT_EQ(hint_of("snp.tcb.microcod", {"snp.tcb.microcode", "snp.tcb.snp"}), "; did you mean 'snp.tcb.microcode'?");
  EXPECT_EQ(hint_of("other", {"alpha", "beta"}), "; there is: alpha, beta");
  EXPECT_EQ(hint_of("other", {}), "");
  EXPECT_EQ(hint_of("completely-other", std::vector<std::string>(13, "x")), "") << "a long list helps nobody";
}

TEST(ListOf, SaysNothingOfNothing) {
  EXPECT_EQ(list_of({}), "");
  EXPECT_EQ(list_of({"a", "b"}), "; there is: a, b");
}

}  // namespace
}  // namespace postern::gate
