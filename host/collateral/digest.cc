// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/digest.h"

#include <openssl/sha.h>

#include <algorithm>

namespace postern::collateral {

std::string sha256_hex(attest::ByteView bytes) {
  std::byte digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest));
  return attest::to_hex(digest);
}

std::string sha256_hex(std::string_view text) { return sha256_hex(attest::as_bytes(text)); }

bool is_sha256_hex(std::string_view text) {
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return text.size() == 64 && std::all_of(text.begin(), text.end(), is_digit);
}

}  // namespace postern::collateral
