// SPDX-License-Identifier: Apache-2.0
#pragma once

// TPMT_PUBLIC for keys of which a case has the public part alone.

#include <string>

#include "postern/sdk/bytes.h"

namespace postern::vectors {

// public_area: of a restricted signing key, bound to the scheme with which a TPMT_SIGNATURE begins: signature algorithm and
// hash, 2 bytes each. pem: RSA of exponent 65537, or ECC on P-256 or P-384; throws BrokenCase on anything else.
sdk::ByteVector public_area(const std::string& pem, sdk::ByteView scheme);

}  // namespace postern::vectors
