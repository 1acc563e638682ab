// SPDX-License-Identifier: Apache-2.0
#include "host/observe/metric_table.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "host/observe/metrics.h"

namespace postern::observe {
namespace {

TEST(MetricTable, IsSortedSoThatEveryEntryIsFound) {
  for (const MetricEntry& entry : metric_table()) EXPECT_EQ(find_metric(entry.name), &entry) << entry.name;
  EXPECT_EQ(find_metric("of_a_plugin"), nullptr);
  EXPECT_EQ(find_metric(""), nullptr);
}

TEST(MetricTable, SaysWhatEachIs) {
  for (const MetricEntry& entry : metric_table()) EXPECT_GT(entry.help.size(), 20u) << entry.name;
}

TEST(MetricTable, IsShownByTheMetrics) {
  Metrics metrics;
  metrics.set("generation", {}, 3);
  metrics.add("of_a_plugin", {});
  EXPECT_THAT(metrics.text(), testing::HasSubstr("# HELP postern_generation " + std::string(find_metric("generation")->help)));
  EXPECT_THAT(metrics.text(), testing::HasSubstr("# HELP postern_of_a_plugin "));
}

}  // namespace
}  // namespace postern::observe
