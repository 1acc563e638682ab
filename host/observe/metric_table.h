// SPDX-License-Identifier: Apache-2.0
#pragma once

// MetricTable: what the gate measures, in one place. Names are without the prefix postern_; units are Prometheus' base
// units and stand in the name.

#include <span>
#include <string_view>

namespace postern::observe {

struct MetricEntry {
  std::string_view name;
  std::string_view labels;  // separated by commas; empty: none
  std::string_view help;    // one sentence without its full stop
};

// metric_table: sorted by name; static storage.
std::span<const MetricEntry> metric_table();

// find_metric: nullptr for a name that is not in the table: one that a plugin gave.
const MetricEntry* find_metric(std::string_view name);

}  // namespace postern::observe
