// SPDX-License-Identifier: Apache-2.0
#pragma once

// Drawing: an explanation as text (UTF-8): for each pipeline the chain from the evidence to the ticket, then who answers
// which request.

#include <string>

#include "host/gate/explanation.h"

namespace postern::gate {

// draw: nothing in it that a terminal would obey, since names of a checked configuration are [a-z0-9_.-].
std::string draw(const Json& explanation);

}  // namespace postern::gate
