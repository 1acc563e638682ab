// SPDX-License-Identifier: Apache-2.0
#pragma once

// An OfflineVerdict for people and for scripts.

#include <string>

#include "host/offline/offline_verdict.h"

namespace postern::app {

// Nothing in the texts that a terminal would obey, whatever the evidence says. Refusals come with what the registry of
// reasons knows of them. The JSON of the same evidence, time and collateral is the same, byte for byte.
std::string print_text(const OfflineVerdict& verdict);
std::string print_json(const OfflineVerdict& verdict);
std::string print_tree(const OfflineVerdict& verdict, bool has_colour);

}  // namespace postern::app
