// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "postern/sdk/bytes.h"

namespace postern::ssh {

// authorized_key: a key or certificate in wire format as a line of an authorized_keys file (sshd(8)): type, base64,
// line end.
std::string authorized_key(std::string_view type, sdk::ByteView wire);

}  // namespace postern::ssh
