// SPDX-License-Identifier: Apache-2.0
#pragma once

// create_source: the key source that a configuration describes. Connects to nothing yet.
// Errors: misconfigured: certificates that cannot work, or a PKCS#11 library that cannot be loaded.

#include <memory>

#include "common/keys/key_source.h"
#include "common/keys/source_config.h"

namespace postern::keys {

sdk::Result<std::unique_ptr<KeySource>> create_source(sdk::Call& call, SourceConfig config);

}  // namespace postern::keys
