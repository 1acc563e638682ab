// SPDX-License-Identifier: Apache-2.0
#include "host/observe/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace postern::observe {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(MetricsTest, CountsByLabels) {
  Metrics metrics;
  metrics.add("tickets_total", {{"result", "issued"}});
  metrics.add("tickets_total", {{"result", "issued"}}, 2);
  metrics.add("tickets_total", {{"result", "X"}});
  EXPECT_THAT(metrics.text(), HasSubstr("postern_tickets_total{result=\"issued\"} 3"));
  EXPECT_THAT(metrics.text(), HasSubstr("postern_tickets_total{result=\"X\"} 1"));
}

TEST(MetricsTest, ObservesIntoBuckets) {
  Metrics metrics;
  metrics.observe("seconds", {{"step", "a"}}, 0.3);
  EXPECT_THAT(metrics.text(), HasSubstr("postern_seconds_bucket{step=\"a\",le=\"0.25\"} 0"));
  EXPECT_THAT(metrics.text(), HasSubstr("postern_seconds_bucket{step=\"a\",le=\"0.5\"} 1"));
}

TEST(MetricsTest, WrongUseIsDroppedAndNothingElse) {
  Metrics metrics;
  metrics.add("one", {});
  metrics.observe("one", {}, 1);
  metrics.add("not a name\n", {});
  metrics.add("one", {{"bad label", "x"}});
  metrics.add("one", {});
  EXPECT_THAT(metrics.text(), HasSubstr("postern_one 2"));
  EXPECT_THAT(metrics.text(), Not(HasSubstr("not a name")));
}

TEST(MetricsTest, LabelValuesAreEscaped) {
  Metrics metrics;
  metrics.add("one", {{"code", "a\"b\nc"}});
  EXPECT_THAT(metrics.text(), HasSubstr("postern_one{code=\"a\\\"b\\nc\"} 1"));
}

TEST(MetricsTest, IsThreadSafe) {
  Metrics metrics;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int k = 0; k < 500; ++k) metrics.add("many", {{"thread", "same"}});
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(metrics.text(), HasSubstr("postern_many{thread=\"same\"} 2000"));
}

}  // namespace
}  // namespace postern::observe
