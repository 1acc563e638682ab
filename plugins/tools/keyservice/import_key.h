// SPDX-License-Identifier: Apache-2.0
#pragma once

// Putting the key that data keys come from into an HSM.

#include <string>

#include "common/keys/hsm_location.h"
#include "common/keys/hsm_module.h"
#include "postern/sdk/secret.h"

namespace postern::keyservice {

// pseudo_random_key: PRK = HMAC-SHA-256(salt, master secret), 32 bytes each (RFC 5869, 2.2). Errors: misconfigured, when
// one has another length.
sdk::Result<sdk::Secret> pseudo_random_key(sdk::ByteView master_secret, sdk::ByteView salt);

struct Import {
  std::string module;           // absolute path of the PKCS#11 library
  keys::HsmLocation location;
  std::string key_label;        // as in the location
  bool replace = false;         // a key of that label may be there, and goes
};

// import_key: makes a key object that signs and can neither be read nor taken out: from prk, or a new random one that only
// the HSM ever knows when prk is empty. expected: with prk, the data key for kProbe as HKDF gives it; the object is
// removed again when one HMAC with it is not that. What is there under the label is removed only after that.
// Errors: misconfigured (label taken, PIN, token); unavailable; internal (the HSM computes something else).
inline constexpr std::string_view kProbe = "postern-import-probe";
sdk::Result<void> import_key(const Import& import, sdk::ByteView pin, sdk::ByteView prk, sdk::ByteView expected);

}  // namespace postern::keyservice
