// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/azure/verify_runtime_data.h"
#include "common/tpm2/verify_attestation_key.h"

namespace postern::azure {

// check_ak: the attestation key is the one that the runtime data names: RSA, same modulus and exponent. Errors: denied,
// AK_UNTRUSTED.
sdk::Result<void> check_ak(const tpm2::PublicKey& key, const VerifiedRuntimeData& runtime_data);

}  // namespace postern::azure
