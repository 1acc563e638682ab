// SPDX-License-Identifier: Apache-2.0
#include "common/x509/spki_pin.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <stdexcept>

#include "common/encoding/hex.h"

namespace postern::x509 {

bool operator==(const Pin& left, const Pin& right) {
  return CRYPTO_memcmp(left.bytes.data(), right.bytes.data(), left.bytes.size()) == 0;
}

Pin spki_pin(const Certificate& certificate) {
  unsigned char* encoded = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate.get()), &encoded);
  Pin pin;
  const bool fine = size > 0 && EVP_Digest(encoded, static_cast<std::size_t>(size),
                                           reinterpret_cast<unsigned char*>(pin.bytes.data()), nullptr,
                                           EVP_sha256(), nullptr) == 1;
  OPENSSL_free(encoded);
  if (!fine) throw std::runtime_error("OpenSSL cannot compute a digest");
  return pin;
}

std::optional<Pin> parse_pin(std::string_view hex) {
  const auto bytes = encoding::decode_hex(hex);
  Pin pin;
  if (!bytes || bytes->size() != pin.bytes.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), pin.bytes.begin());
  return pin;
}

std::string to_text(const Pin& pin) { return sdk::to_hex(pin.bytes); }

}  // namespace postern::x509
