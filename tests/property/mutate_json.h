// SPDX-License-Identifier: Apache-2.0
#pragma once

// mutate_json: changes a document as somebody does who knows its form: members and list entries of another valid
// document in their place, swapped, repeated and dropped entries, other types, and changes below the base64: what a
// string decodes to is changed, as JSON again where it is JSON, and encoded anew.

#include <nlohmann/json.hpp>

#include "property/random.h"

namespace postern::property {

using Json = nlohmann::ordered_json;

// mutate_json: one change; other is a document of the same kind.
void mutate_json(Random& random, Json& document, const Json& other);

// write_json: as text; often plainly, else with white space, with a member written twice (the second value being
// other's), with escapes or with a member that nobody knows, which may change what readers see or not.
std::string write_json(Random& random, const Json& document, const Json& other);

}  // namespace postern::property
