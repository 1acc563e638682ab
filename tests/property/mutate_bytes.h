// SPDX-License-Identifier: Apache-2.0
#pragma once

// mutate_bytes: changes bytes as damage and attackers do, a few times: flips bits, sets bytes (often to extreme
// values), cuts, inserts, repeats and swaps ranges, and splices in parts of another text of the same kind, at the same
// or another place. The result may equal the input.

#include <string>

#include "property/random.h"

namespace postern::property {

std::string mutate_bytes(Random& random, std::string text, const std::string& other);

}  // namespace postern::property
