// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>

#include "postern/sdk/bytes.h"
#include "postern/sdk/result.h"

namespace postern::ssh {

inline constexpr std::size_t kSeed = 32;  // bytes (RFC 8032, 5.1.5)
inline constexpr std::string_view kCaKeyType = "ssh-ed25519";

// CaKey: an Ed25519 key that signs host certificates. OpenSSL wipes it when it goes. Any thread.
class CaKey {
 public:
  // from_seed: the key whose seed these kSeed bytes are. Errors: internal, when there are more or fewer.
  static sdk::Result<CaKey> from_seed(sdk::ByteView seed);

  const sdk::ByteVector& public_wire() const { return public_wire_; }  // RFC 8709, 4
  std::string authorized_key() const;

  // sign: the signature over the message in wire format (RFC 8709, 6). Errors: internal.
  sdk::Result<sdk::ByteVector> sign(sdk::ByteView message) const;

 private:
  CaKey(std::shared_ptr<EVP_PKEY> key, sdk::ByteVector public_wire)
      : key_(std::move(key)), public_wire_(std::move(public_wire)) {}

  std::shared_ptr<EVP_PKEY> key_;
  sdk::ByteVector public_wire_;
};

}  // namespace postern::ssh
