// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/tpm2/device_quote.h"
#include "postern/sdk/call.h"

namespace postern::tpm2 {

// quote_banks: a quote of each of the SHA-1, SHA-256 and SHA-384 banks that the TPM keeps, in its order, for the
// same extra_data (at most 64 bytes). Errors: unavailable, cancelled, misconfigured about "/tcti" when there is no
// SHA-256 bank, which every validator wants.
sdk::Result<std::vector<Quote>> quote_banks(const sdk::Call& call, Device& device, const DeviceKey& key,
                                            sdk::ByteView extra_data);

}  // namespace postern::tpm2
