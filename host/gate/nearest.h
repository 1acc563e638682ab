// SPDX-License-Identifier: Apache-2.0
#pragma once

// Hints at the end of a sentence.

#include "host/config/nearest.h"

namespace postern::gate {

// hint_of: "; did you mean 'x'?" and so on (config::hint_of), or "".
inline std::string hint_of(const std::string& name, const std::vector<std::string>& candidates) {
  const std::string hint = config::hint_of(name, candidates);
  return hint.empty() ? hint : "; " + hint;
}

}  // namespace postern::gate
