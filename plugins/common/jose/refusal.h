// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "postern/sdk/result.h"

namespace postern::jose {

// refused: the denial of a token or of a key for tokens. section: of RFC 7515, 7517 or 7519, as "RFC 7519, 4.1.4".
inline sdk::Failure refused(std::string section, std::string text) {
  return sdk::Failure::denied(POSTERN_REASON_TOKEN_INVALID)
      .about("token")
      .spec(std::move(section))
      .peer("the token is not acceptable")
      .text(std::move(text));
}

}  // namespace postern::jose
