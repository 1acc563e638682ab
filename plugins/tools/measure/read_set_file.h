// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "common/tpm2/measurement_set.h"
#include "postern/sdk/result.h"

namespace postern::measure {

// read_set_file: a measurement file as validators are given it: one set, or several as [[set]]. Strict, like
// parse_measurements. Errors: misconfigured.
sdk::Result<tpm2::MeasurementPolicy> read_set_file(std::string_view toml, const std::string& name);

}  // namespace postern::measure
