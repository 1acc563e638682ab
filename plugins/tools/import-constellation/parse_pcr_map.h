// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "common/tpm2/measurement_set.h"
#include "postern/sdk/result.h"

namespace postern::constellation {

// parse_pcr_map: Constellation's measurements: {"4": {"expected": hex or base64, "warnOnly": false}, "8": hex, …}.
// Refused: values that are not of 32 bytes (those of TDX have 48), the placeholder 1234…1234 that a configuration has
// before `constellation config fetch-measurements`, unknown keys, two spellings of one PCR. Errors: misconfigured.
sdk::Result<std::map<uint32_t, tpm2::PcrExpectation>> parse_pcr_map(const nlohmann::json& map,
                                                                    const std::string& pointer);

}  // namespace postern::constellation
