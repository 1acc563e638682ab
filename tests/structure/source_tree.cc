// SPDX-License-Identifier: Apache-2.0
#include "structure/source_tree.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace postern::structure {
namespace {

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Top-level entries that git ignores ("/build/"), and git's own.
std::set<std::string> ignored_entries(const std::filesystem::path& root) {
  std::set<std::string> ignored{".git"};
  for (std::string line : lines_of(content_of(root / ".gitignore"))) {
    if (!line.starts_with('/')) continue;
    line.erase(0, 1);
    if (line.ends_with('/')) line.pop_back();
    ignored.insert(line);
  }
  return ignored;
}

}  // namespace

SourceTree read_tree(const std::string& root) {
  namespace fs = std::filesystem;
  const std::set<std::string> ignored = ignored_entries(root);
  SourceTree tree;
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::recursive_directory_iterator(); ++entry) {
    const std::string path = entry->path().lexically_relative(root).string();
    if (ignored.contains(path)) entry.disable_recursion_pending();
    else if (entry->is_regular_file() && !path.ends_with(".swp")) tree.emplace(path, content_of(entry->path()));
  }
  return tree;
}

bool is_source(std::string_view path) {
  for (std::string_view end : {".h", ".cc", ".c", ".proto"})
    if (path.ends_with(end)) return true;
  return false;
}

bool is_below(std::string_view path, std::string_view folder) {
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

std::vector<std::string> lines_of(std::string_view content) {
  std::vector<std::string> lines;
  std::istringstream text{std::string(content)};
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

}  // namespace postern::structure
