// SPDX-License-Identifier: Apache-2.0
#include "monitoring/metric_names.h"

#include <regex>

namespace postern::test {

std::set<std::string> used_names(const std::string& text) {
  static const std::regex name(R"(\bpostern_[a-z0-9_]+)");
  std::set<std::string> names;
  for (std::sregex_iterator it(text.begin(), text.end(), name), end; it != end; ++it) {
    std::string found = it->str();
    for (const std::string suffix : {"_bucket", "_sum", "_count"})
      if (found.ends_with(suffix)) found.resize(found.size() - suffix.size());
    names.insert(found);
  }
  return names;
}

std::set<std::string> offered_names(const std::string& page) {
  static const std::regex line(R"(# TYPE (postern_[a-z0-9_]+) )");
  std::set<std::string> names;
  for (std::sregex_iterator it(page.begin(), page.end(), line), end; it != end; ++it) names.insert((*it)[1]);
  return names;
}

}  // namespace postern::test
