// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/evp.h>

#include <memory>

#include "postern/sdk/bytes.h"
#include "postern/sdk/result.h"

namespace postern::jose {

// RsaKey: a public RSA key of 2048 to 4096 bits with the exponent 65537. Cheap to copy: copies share the key, which
// nothing changes, so any thread may use it. Whether it is trusted is not its concern. Errors of the makers: denied,
// TOKEN_INVALID; callers for which the key is something else than a token's put their own reason in its place.
class RsaKey {
 public:
  // from_numbers: modulus and exponent, unsigned and big-endian without leading zeros (RFC 7518, 6.3.1).
  static sdk::Result<RsaKey> from_numbers(sdk::ByteView modulus, sdk::ByteView exponent);
  // from_certificate: the key of an X.509 certificate in DER; nothing else of it is looked at.
  static sdk::Result<RsaKey> from_certificate(sdk::ByteView der);

  EVP_PKEY* get() const { return key_.get(); }
  bool same_as(const RsaKey& other) const { return EVP_PKEY_eq(get(), other.get()) == 1; }

 private:
  explicit RsaKey(std::shared_ptr<EVP_PKEY> key) : key_(std::move(key)) {}
  static sdk::Result<RsaKey> checked(EVP_PKEY* key);

  std::shared_ptr<EVP_PKEY> key_;
};

}  // namespace postern::jose
