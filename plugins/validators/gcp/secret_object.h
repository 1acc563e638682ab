// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "common/json/bounded_json.h"
#include "postern/sdk/secret.h"

namespace postern::gcp {

// SecretObject: a JSON object with one member that is a secret. Its text would stay behind in the buffers of a JSON
// parser, so it is taken out of the text before that is parsed.
struct SecretObject {
  sdk::Secret secret;   // the member's text, unescaped; not empty
  nlohmann::json rest;  // the object, with '*' in place of that text
};

// read_secret_object: name must stand once in the whole text, without escapes, as a member of the outermost object
// whose value is a text of visible ASCII and blanks. Escapes in it: \n, \/, \\, \" and \u00XX of ASCII. Errors: denied,
// COLLATERAL_INVALID, whose operator text says what is wrong with the text and holds nothing of it.
sdk::Result<SecretObject> read_secret_object(sdk::ByteView text, std::string_view name,
                                             const common::JsonLimits& limits);

}  // namespace postern::gcp
