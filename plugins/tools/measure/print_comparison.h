// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "tools/measure/comparison.h"

namespace postern::measure {

// print_comparison: for people: each PCR that differs, both values, and where the logs begin to differ.
std::string print_comparison(const Comparison& comparison, const Operand& left, const Operand& right);

// comparison_json: {"same", "compared": [0, …], "differences": [{"pcr", "use", "left": {"expected": […], "warn_only"}
// or null, "right", "first_event": {"number", "left": {"type", "digest", "text"} or null, "right"}}]}.
nlohmann::json comparison_json(const Comparison& comparison, tpm2::HashAlgorithm bank);

}  // namespace postern::measure
