// SPDX-License-Identifier: Apache-2.0
#include "host/atls/nonce.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>

#include "host/atls/openssl_error.h"

namespace postern::atls {

absl::StatusOr<Nonce> make_nonce() {
  Nonce nonce;
  if (RAND_bytes(reinterpret_cast<unsigned char*>(nonce.data()), static_cast<int>(nonce.size())) != 1) {
    return openssl_error("cannot make a nonce");
  }
  return nonce;
}

std::string nonce_text(const Nonce& nonce) {
  // EVP_EncodeBlock writes a terminating zero behind the text.
  std::array<unsigned char, kNonceTextSize + 1> text;
  EVP_EncodeBlock(text.data(), reinterpret_cast<const unsigned char*>(nonce.data()), kNonceSize);
  return {text.begin(), text.begin() + kNonceTextSize};
}

std::optional<Nonce> parse_nonce_text(std::string_view text) {
  if (text.size() != kNonceTextSize) return std::nullopt;
  std::array<unsigned char, kNonceSize + 1> bytes;  // 44 characters decode to 33 bytes with the padding's
  if (EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()), kNonceTextSize) !=
      static_cast<int>(bytes.size())) {
    return std::nullopt;
  }
  Nonce nonce;
  std::transform(bytes.begin(), bytes.begin() + kNonceSize, nonce.begin(),
                 [](unsigned char byte) { return std::byte{byte}; });
  // The decoder is lenient about padding and trailing bits; RFC 4648 §3.5 lets us insist on the canonical
  // spelling.
  if (nonce_text(nonce) != text) return std::nullopt;
  return nonce;
}

}  // namespace postern::atls
