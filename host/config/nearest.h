// SPDX-License-Identifier: Apache-2.0
#pragma once

// Hints for names that do not exist.

#include <string>
#include <vector>

namespace postern::config {

// hint_of: "did you mean 'x'?" with the candidate of the smallest edit distance when one is close, else the list of
// the candidates; "" for none, or for so many that a list helps nobody.
std::string hint_of(const std::string& name, const std::vector<std::string>& candidates);

// list_of: "there is: a, b", or "" for none.
std::string list_of(const std::vector<std::string>& names);

// joined: "a, b".
std::string joined(const std::vector<std::string>& names);

}  // namespace postern::config
