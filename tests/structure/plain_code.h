// SPDX-License-Identifier: Apache-2.0
#pragma once

// plain_code: C++ text with comments, string literals and character literals blanked out.

#include <string>
#include <string_view>

namespace postern::structure {

// plain_code: as long as the text and with the same line ends, so that places stay the same.
std::string plain_code(std::string_view text);

}  // namespace postern::structure
