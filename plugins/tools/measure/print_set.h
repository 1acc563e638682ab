// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "tools/measure/reading.h"

namespace postern::measure {

// print_toml: the set (of make_reference_set) as a measurement file, with the events that lead to each value as
// comments. Of another bank than SHA-256, which validators do not compare, everything is a comment.
std::string print_toml(const Reading& reading, const nlohmann::json& set);

// print_json: the same for programs: the set's members, "source", "bank", and with each PCR "use", and, when there is a
// log, "explained" and "events": [{"type", "digest", "text"}].
nlohmann::json print_json(const Reading& reading, const nlohmann::json& set);

}  // namespace postern::measure
