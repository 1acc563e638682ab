// SPDX-License-Identifier: Apache-2.0
#pragma once

// Metric names of Postern as they stand in rules, dashboards and scraped pages.

#include <set>
#include <string>

namespace postern::test {

// used_names: every postern_… metric in PromQL or JSON, without the suffixes that a histogram adds.
std::set<std::string> used_names(const std::string& text);

// offered_names: the metrics of a page in Prometheus' text format, from its # TYPE lines.
std::set<std::string> offered_names(const std::string& page);

}  // namespace postern::test
