// SPDX-License-Identifier: Apache-2.0
#pragma once

// check: all that is said about one pipeline of made-up components (pipeline_bench.cc); the pipeline starts in line 1 of
// the file "f", its steps stand in line 4, and more from line 5 on.

#include <string>

namespace postern::gate {

std::string check(const std::string& steps, const std::string& more = "", const std::string& role = "");

}  // namespace postern::gate
