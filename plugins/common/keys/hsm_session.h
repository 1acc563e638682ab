// SPDX-License-Identifier: Apache-2.0
#pragma once

// Sessions with the token that is meant.

#include "common/keys/hsm_location.h"
#include "common/keys/hsm_module.h"

namespace postern::keys {

enum class HsmAccess { kRead, kWrite };

// open_session: a session with the location's token, logged in. pin: see HsmLogin. The caller closes it.
// Errors: unavailable (no such token now), misconfigured (several of them, PIN); those of hsm_failure.
sdk::Result<CK_SESSION_HANDLE> open_session(const HsmModule::Use& module, const HsmLocation& location,
                                            HsmAccess access, sdk::ByteView pin);

// without_line_end: a PIN as editors write it to a file: one line end after it is not part of it.
sdk::ByteView without_line_end(sdk::ByteView text);

}  // namespace postern::keys
