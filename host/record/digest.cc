// SPDX-License-Identifier: Apache-2.0
#include "host/record/digest.h"

#include <openssl/sha.h>

namespace postern::record {

std::string sha256_hex(attest::ByteView bytes) {
  std::byte digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), reinterpret_cast<unsigned char*>(digest));
  return attest::to_hex(digest);
}

bool is_sha256_hex(std::string_view text) {
  return text.size() == 2 * SHA256_DIGEST_LENGTH && text.find_first_not_of("0123456789abcdef") == text.npos;
}

}  // namespace postern::record
