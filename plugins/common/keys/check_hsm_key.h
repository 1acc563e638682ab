// SPDX-License-Identifier: Apache-2.0
#pragma once

// check_hsm_key: whether a key may be the one that data keys come from: a generic secret or HMAC key of 32 bytes (where
// the HSM tells the size) that signs, is sensitive and cannot be taken out. What the HSM does not say counts against
// the key. Errors: misconfigured, naming the attribute.

#include "common/keys/hsm_key.h"

namespace postern::keys {

sdk::Result<void> check_hsm_key(const HsmKeyFacts& facts);

}  // namespace postern::keys
