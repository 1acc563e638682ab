// SPDX-License-Identifier: Apache-2.0
#pragma once

// Diagnostics as people and as programs read them.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "host/config/diagnostic.h"

namespace postern::config {

// print_with_line: several lines, each with its end: place, text and code; the line of the file with a mark under the
// place, cut to 120 characters around it; the hint. Control characters of the file are shown as '?'.
//   gate.toml:14:10: error: pipeline "p": no instance is named 'jugde' [INSTANCE_UNKNOWN]
//      14 | steps = ["jugde", "giver"]
//         |          ^
//         = did you mean 'judge'?
std::string print_with_line(const Diagnostic& diagnostic);

// to_json: [{"file", "line", "column", "severity", "code", "text", "hint", "source"}, …] in the order of all(); line and
// column are 0 when the whole file is meant, and what is not known is "".
nlohmann::json to_json(const Diagnostics& diagnostics);

}  // namespace postern::config
