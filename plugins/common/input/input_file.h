// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "postern/sdk/result.h"

namespace postern::common {

// read_input: the whole file, "-" for standard input; at most `most` bytes. Errors: misconfigured about the path.
sdk::Result<std::string> read_input(const std::string& path, std::size_t most);

}  // namespace postern::common
