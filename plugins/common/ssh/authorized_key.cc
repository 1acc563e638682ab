// SPDX-License-Identifier: Apache-2.0
#include "common/ssh/authorized_key.h"

#include "common/encoding/base64.h"

namespace postern::ssh {

std::string authorized_key(std::string_view type, sdk::ByteView wire) {
  return std::string(type) + " " + encoding::encode_base64(wire) + "\n";
}

}  // namespace postern::ssh
