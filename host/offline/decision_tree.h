// SPDX-License-Identifier: Apache-2.0
#pragma once

// DecisionTree: a recorded decision as a tree for people: what was checked by whom, against what, what differed, which
// specification asks for it, what it means and what to do.

#include <string>

#include "host/record/sealed_line.h"

namespace postern::app {

// draw_tree: of a line as record::to_json writes it, with or without seq. Nothing in the text that a terminal would obey
// but, with colour, the sequences that make refusals red, warnings yellow and allows green.
std::string draw_tree(const record::Json& decision, bool has_colour);

}  // namespace postern::app
