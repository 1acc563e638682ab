// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace postern::ssh {

// is_principal: a host name or address as it may stand in a host certificate: 1 to 255 characters of [A-Za-z0-9._:-].
// Nothing else, above all no '*', '?', '!' and ',': clients of OpenSSH take principals of host certificates as patterns
// (ssh_config(5), PATTERNS).
bool is_principal(std::string_view text);

}  // namespace postern::ssh
