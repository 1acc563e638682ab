// SPDX-License-Identifier: Apache-2.0
#pragma once

// SourceTree: the files of a repository, by their path below its root.

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace postern::structure {

using SourceTree = std::map<std::string, std::string>;  // path → content
using Violations = std::vector<std::string>;            // "path:line: what", or "path: what"

// read_tree: every regular file below root, except those in folders that /.gitignore names and in .git.
SourceTree read_tree(const std::string& root);

// is_source: C, C++ and protobuf files.
bool is_source(std::string_view path);

// is_below: whether path lies in the folder.
bool is_below(std::string_view path, std::string_view folder);

// lines_of: the content without its line ends.
std::vector<std::string> lines_of(std::string_view content);

}  // namespace postern::structure
