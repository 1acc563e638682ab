// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "postern/sdk/bytes.h"

namespace postern::ssh {

// check_key_parts: what is wrong with these parts of a public key of that type, to follow its name: "is of another
// type"; empty when they are a key, whole and alone.
std::string check_key_parts(std::string_view type, sdk::ByteView parts);

}  // namespace postern::ssh
