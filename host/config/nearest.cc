// SPDX-License-Identifier: Apache-2.0
#include "host/config/nearest.h"

#include <algorithm>
#include <numeric>

namespace postern::config {
namespace {

constexpr std::size_t kLongestList = 12;
constexpr std::size_t kLongestName = 256;  // comparing longer ones costs much and tells nothing

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

// close: the nearest candidate when it may have been meant, or nullptr.
const std::string* close(const std::string& name, const std::vector<std::string>& candidates) {
  if (name.size() > kLongestName) return nullptr;
  const std::string* nearest = nullptr;
  std::size_t least = (name.size() < 4 ? name.size() / 2 : std::max<std::size_t>(2, name.size() / 3)) + 1;
  for (const std::string& each : candidates) {
    if (each.size() > kLongestName) continue;
    if (const std::size_t here = distance(name, each); here < least) nearest = &each, least = here;
  }
  return nearest;
}

}  // namespace

std::string hint_of(const std::string& name, const std::vector<std::string>& candidates) {
  if (const std::string* nearest = close(name, candidates)) return "did you mean '" + *nearest + "'?";
  return candidates.size() > kLongestList ? "" : list_of(candidates);
}

std::string list_of(const std::vector<std::string>& names) {
  return names.empty() ? "" : "there is: " + joined(names);
}

std::string joined(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return list;
}

}  // namespace postern::config
