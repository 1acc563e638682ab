// SPDX-License-Identifier: Apache-2.0
#include "monitoring/metric_names.h"

#include <gmock/gmock.h>

namespace postern::test {
namespace {

using testing::ElementsAre;

TEST(MetricNames, AreFoundInExpressions) {
  EXPECT_THAT(used_names("sum(rate(postern_a_total{x=\"postern\"}[5m])) / postern_b_seconds_bucket > postern_b_seconds_sum"),
              ElementsAre("postern_a_total", "postern_b_seconds"));
}

TEST(MetricNames, AreFoundOnPages) {
  EXPECT_THAT(offered_names("# HELP postern_a x\n# TYPE postern_a counter\npostern_a 1\n# TYPE postern_b histogram\n"),
              ElementsAre("postern_a", "postern_b"));
}

}  // namespace
}  // namespace postern::test
