// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "postern/sdk/bytes.h"

namespace postern::ssh {

// PublicKey: a host's public key in SSH wire format (RFC 4253, 6.6), parsed and checked to be a key. Made by
// parse_public_key.
struct PublicKey {
  std::string type;      // "ssh-ed25519", "ecdsa-sha2-nistp256" (384, 521) or "ssh-rsa"
  sdk::ByteVector parts; // what follows the type in wire format
};

}  // namespace postern::ssh
