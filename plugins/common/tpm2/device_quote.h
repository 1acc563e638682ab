// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/tpm2/device_key.h"
#include "common/tpm2/device_pcrs.h"
#include "common/tpm2/verify_quote.h"

namespace postern::tpm2 {

// take_quote: a quote of all PCRs of the bank for extra_data (at most 64 bytes), with the PCR values that it
// is over: when a PCR changes between reading and quoting both are done again, a few times (TPM 2.0 Library
// rev. 1.59 Part 3, 18.4). What is returned verifies. Errors: unavailable.
sdk::Result<Quote> take_quote(Device& device, const DeviceKey& key, const Bank& bank,
                              sdk::ByteView extra_data);

}  // namespace postern::tpm2
