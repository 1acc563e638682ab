// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "vectors/manifest.h"

namespace postern::vectors {

// toml_text: the value as TOML 1.0 in one line. No null: TOML has none, and a member that is null is left out.
std::string toml_text(const Json& value);

}  // namespace postern::vectors
