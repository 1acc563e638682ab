// SPDX-License-Identifier: Apache-2.0
#pragma once

// Rules about files as wholes: where they are, how they are called, how they start and how long they are.

#include "structure/source_tree.h"

namespace postern::structure {

inline constexpr std::size_t kLongestFile = 250;  // lines, in host, plugins and plugin-api

// check_top_level: beside the named folders, only Markdown, CMake and dot files stand at the top.
Violations check_top_level(const SourceTree& tree);

// check_names: nothing is called util.
Violations check_names(const SourceTree& tree);

// check_licenses: the first line of every source file and CMake file names the license (SPDX).
Violations check_licenses(const SourceTree& tree);

// check_file_lengths: source files of host, plugins and plugin-api have at most kLongestFile lines.
Violations check_file_lengths(const SourceTree& tree);

}  // namespace postern::structure
