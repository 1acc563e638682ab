// SPDX-License-Identifier: Apache-2.0
#include "structure/file_rules.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace postern::structure {
namespace {

constexpr std::array<std::string_view, 7> kFolders{"host",   "plugin-api", "plugins",  "proto",
                                                   "config", "tests",      "packaging"};

bool is_root_file(std::string_view name) {
  return name.starts_with('.') || name.ends_with(".md") || name.starts_with("CMake");
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

bool is_product(std::string_view path) {
  return is_below(path, "host") || is_below(path, "plugins") || is_below(path, "plugin-api");
}

}  // namespace

Violations check_top_level(const SourceTree& tree) {
  Violations found;
  for (const auto& [path, content] : tree) {
    const std::size_t slash = path.find('/');
    const std::string top = path.substr(0, slash);
    const bool fits = slash == std::string::npos
                          ? is_root_file(top)
                          : top.starts_with('.') || std::find(kFolders.begin(), kFolders.end(), top) != kFolders.end();
    if (!fits) found.push_back(path + ": " + top + " has no place at the top of the tree");
  }
  return found;
}

Violations check_names(const SourceTree& tree) {
  Violations found;
  for (const auto& [path, content] : tree)
    if (lower(path).find("util") != std::string::npos) found.push_back(path + ": a name with `util` says nothing");
  return found;
}

Violations check_licenses(const SourceTree& tree) {
  Violations found;
  for (const auto& [path, content] : tree) {
    if (!is_source(path) && !path.ends_with("CMakeLists.txt")) continue;
    const std::string_view first = std::string_view(content).substr(0, content.find('\n'));
    if (first.find("SPDX-License-Identifier: Apache-2.0") == std::string_view::npos)
      found.push_back(path + ":1: the first line does not name the license");
  }
  return found;
}

Violations check_file_lengths(const SourceTree& tree) {
  Violations found;
  for (const auto& [path, content] : tree) {
    const std::size_t lines = lines_of(content).size();
    if (is_source(path) && is_product(path) && lines > kLongestFile)
      found.push_back(path + ": " + std::to_string(lines) + " lines; at most " + std::to_string(kLongestFile));
  }
  return found;
}

}  // namespace postern::structure
