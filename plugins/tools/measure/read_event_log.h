// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "postern/sdk/result.h"
#include "tools/measure/reading.h"

namespace postern::measure {

// read_event_log: the values to which a firmware event log leads (binary_bios_measurements); the reading is not whole,
// since software that runs later may extend PCRs without telling the log. Errors: denied (malformed, or none of its
// events has a digest of that bank).
sdk::Result<Reading> read_event_log(std::string_view bytes, const std::string& name, tpm2::HashAlgorithm bank);

}  // namespace postern::measure
