// SPDX-License-Identifier: Apache-2.0
#pragma once

// Hints for names that do not exist.

#include <string>
#include <vector>

namespace postern::gate {

// hint_of: "; did you mean 'x'?" with the candidate of the smallest edit distance when one is close, else the list.
std::string hint_of(const std::string& name, const std::vector<std::string>& candidates);

// list_of: "; there is: a, b", or "" for none.
std::string list_of(const std::vector<std::string>& names);

}  // namespace postern::gate
