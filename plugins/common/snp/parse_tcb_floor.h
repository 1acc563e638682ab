// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "common/snp/tcb_floor.h"
#include "postern/sdk/result.h"

namespace postern::snp {

// parse_tcb_floor: the content of a floor file:
//   {"name": "entrysign-2025-02", "date": "2025-02-03", "source": "…",
//    "minimum": {"milan": {"bootloader": 4, "tee": 0, "snp": 24, "microcode": 219}, …}}
// Strict: unknown keys and silicon, a missing name, date or source, a date that is none and an empty minimum are
// refused. pointer: JSON pointer of the floor, the start of the pointers in failures. Errors: misconfigured.
sdk::Result<TcbFloor> parse_tcb_floor(const nlohmann::json& floor, const std::string& pointer);

// parse_minimum_tcb: a table of patch levels from 0 to 255. bootloader, tee, snp and microcode must be there,
// since a missing one would be no minimum at all; fmc is optional here. Errors: misconfigured.
sdk::Result<TcbVersion> parse_minimum_tcb(const nlohmann::json& table, const std::string& pointer);

}  // namespace postern::snp
