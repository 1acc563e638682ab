// SPDX-License-Identifier: Apache-2.0
#include "common/keys/backoff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace postern::keys {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;

std::vector<int64_t> waits(double jitter, int count) {
  const Jitter fixed = [jitter] { return jitter; };
  Backoff backoff(milliseconds(50), milliseconds(300), fixed);
  std::vector<int64_t> out;
  for (int i = 0; i < count; ++i) out.push_back(backoff.next().count());
  return out;
}

TEST(Backoff, DoublesItsCeilingUpToTheMost) {
  EXPECT_THAT(waits(1, 5), ElementsAre(50, 100, 200, 300, 300));
  EXPECT_THAT(waits(0.5, 5), ElementsAre(25, 50, 100, 150, 150));
}

TEST(Backoff, IsARandomPartOfTheCeilingDownToNothing) { EXPECT_THAT(waits(0, 3), ElementsAre(0, 0, 0)); }

TEST(Backoff, KeepsToItsBoundsWhateverTheJitterSays) {
  EXPECT_THAT(waits(7, 2), ElementsAre(50, 100));
  EXPECT_THAT(waits(-7, 2), ElementsAre(0, 0));
}

TEST(Backoff, RandomNumbersAreInTheirRangeAndDiffer) {
  const Jitter jitter = random_jitter();
  std::set<double> seen;
  for (int i = 0; i < 1000; ++i) {
    const double number = jitter();
    ASSERT_TRUE(number >= 0 && number < 1) << number;
    seen.insert(number);
  }
  EXPECT_GT(seen.size(), 900u);
}

}  // namespace
}  // namespace postern::keys
