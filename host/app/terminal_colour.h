// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whether a command colours what it prints.

#include <CLI/CLI.hpp>
#include <string>

namespace postern::app {

// add_colour_flag: --color auto|always|never, into choice.
void add_colour_flag(CLI::App& command, std::string& choice);

// wants_colour: for that choice. auto: when standard output is a terminal that is not "dumb", unless the environment says
// NO_COLOR, with any value but an empty one (no-color.org).
bool wants_colour(const std::string& choice);

}  // namespace postern::app
