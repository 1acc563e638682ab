// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "postern/sdk/bytes.h"

namespace postern::jose {

// Token: a JSON Web Token in compact form (RFC 7519; RFC 7515, 7.1), taken apart and nothing verified.
struct Token {
  std::string algorithm;      // "alg"
  std::string type;           // "typ"; empty when absent
  std::string key_id;         // "kid"; empty when absent
  std::string signed_text;    // header and payload as they came, with the dot: what the signature is over
  std::string payload;        // decoded; JSON only if its issuer is honest
  sdk::ByteVector signature;  // decoded
};

}  // namespace postern::jose
