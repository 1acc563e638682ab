// SPDX-License-Identifier: Apache-2.0
#include "host/gate/nearest.h"

#include <algorithm>
#include <numeric>

namespace postern::gate {
namespace {

// Levenshtein distance with one row of memory.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

}  // namespace

std::string hint_of(const std::string& name, const std::vector<std::string>& candidates) {
  const auto nearest = std::min_element(candidates.begin(), candidates.end(), [&](const auto& a, const auto& b) {
    return distance(name, a) < distance(name, b);
  });
  if (nearest == candidates.end()) return "";
  if (distance(name, *nearest) <= std::max<std::size_t>(2, name.size() / 3)) return "; did you mean '" + *nearest + "'?";
  return candidates.size() > 12 ? "" : list_of(candidates);
}

std::string list_of(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return list.empty() ? "" : "; there is: " + list;
}

}  // namespace postern::gate
