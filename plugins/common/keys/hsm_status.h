// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a PKCS#11 return value means for the request (PKCS#11 2.40, 5.1).

#include <p11-kit/pkcs11.h>

#include <string>

#include "postern/sdk/result.h"

namespace postern::keys {

// hsm_failure: value is not CKR_OK; doing names the function. Unavailable: session, token or library went away, so
// that opening anew may help. Exhausted: no memory or session left. Misconfigured: PIN, rights or the key do not fit.
// Anything else is internal, never a success.
sdk::Failure hsm_failure(CK_RV value, const std::string& doing);

}  // namespace postern::keys
