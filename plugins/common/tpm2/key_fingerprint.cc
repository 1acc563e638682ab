// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/key_fingerprint.h"

#include <openssl/err.h>
#include <openssl/x509.h>

#include "common/tpm2/digest.h"

namespace postern::tpm2 {

std::string key_fingerprint(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = key == nullptr ? -1 : i2d_PUBKEY(key, &der);
  if (size <= 0) {
    ERR_clear_error();
    return "no key";
  }
  const sdk::ByteView bytes(reinterpret_cast<const std::byte*>(der), static_cast<std::size_t>(size));
  std::string text = "SPKI SHA-256 " + sdk::to_hex(digest(HashAlgorithm::kSha256, {bytes}));
  OPENSSL_free(der);
  return text;
}

}  // namespace postern::tpm2
