// SPDX-License-Identifier: Apache-2.0
#pragma once

// A key source whose secret never leaves an HSM. The HSM holds HKDF's pseudo-random key PRK = HMAC-SHA-256(salt, master
// secret) (RFC 5869, 2.2); a data key of up to 32 bytes is T(1) = HMAC-SHA-256(PRK, "key-" ‖ id ‖ 0x01) (2.3), cut to
// its length: one C_Sign with CKM_SHA256_HMAC, and the very keys that the other sources derive.

#include <memory>

#include "common/keys/key_source.h"
#include "common/keys/source_config.h"

namespace postern::keys {

// create_hsm_source: loads the PKCS#11 library; talks to no token yet. Its calls keep to the smaller of the configured
// timeout and the time that the call has left wherever they wait; a call into the library cannot be ended early.
// What went away (session, login, token, library) is opened anew, at last after restarting the library, once per call;
// then the source is unavailable. A wrong PIN is misconfigured and not tried again (HsmLogin). Longer keys than 32
// bytes are denied. self_test computes one HMAC over a text that is no key's, so nothing secret is derived.
// Errors: misconfigured, when the library cannot be loaded.
sdk::Result<std::unique_ptr<KeySource>> create_hsm_source(HsmConfig config);

}  // namespace postern::keys
