// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "host/attest/validator.h"
#include "host/config/instance_config.h"

namespace postern::gate {

// check_validity: a warning MEASUREMENTS_INVALID_NOW when a key of the configuration that the schema marks with
// "x-postern-file": "toml" holds sets of reference values with not_before or not_after, and none is valid at `now`:
// the gate would start and refuse everybody.
void check_validity(const config::InstanceEntry& entry, const std::string& schema, attest::Time now,
                    config::Diagnostics& out);

}  // namespace postern::gate
