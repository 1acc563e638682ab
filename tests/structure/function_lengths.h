// SPDX-License-Identifier: Apache-2.0
#pragma once

// Lengths of functions, found by counting braces: rough, but it needs no compiler.

#include "structure/source_tree.h"

namespace postern::structure {

inline constexpr std::size_t kLongestFunction = 60;  // lines from the opening to the closing brace

struct Function {
  std::size_t line = 0;    // of the opening brace, from 1
  std::size_t length = 0;  // in lines
};

// functions_of: the bodies that stand in a file, a namespace or a class; those inside of functions belong to them.
std::vector<Function> functions_of(std::string_view code);

// check_function_lengths: those of host, plugins and plugin-api.
Violations check_function_lengths(const SourceTree& tree);

}  // namespace postern::structure
