// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "common/tpm2/measurement_set.h"
#include "postern/sdk/result.h"

namespace postern::tpm2 {

// parse_measurements: measurement sets as configuration holds them:
//   [{"name": "2026-10", "not_before": RFC 3339, "not_after": RFC 3339,
//     "pcrs": {"4": {"expected": "<64 hex>" or ["<64 hex>", …], "warn_only": false}}}]
// Strict: unknown keys, an empty list, a set without a name or without an enforced PCR, two sets of one name
// and an empty period are refused. At most 256 sets and 64 values per PCR. pointer: JSON pointer of the list,
// the start of the pointers in failures. Errors: misconfigured.
sdk::Result<MeasurementPolicy> parse_measurements(const nlohmann::json& list, const std::string& pointer);

}  // namespace postern::tpm2
