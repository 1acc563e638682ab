// SPDX-License-Identifier: Apache-2.0
#pragma once

// read_private_file: the whole content of a file with a secret, under the rules that the gate has for its own: a regular
// file of at most 1 MiB, to which neither group nor others have any right, owned by this process's user or root.
// Errors: misconfigured (SECRET_UNREADABLE), naming the path and what is wrong with it, never the content.

#include <string>

#include "postern/sdk/secret.h"

namespace postern::common {

sdk::Result<sdk::Secret> read_private_file(const std::string& path);

}  // namespace postern::common
