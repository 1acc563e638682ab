// SPDX-License-Identifier: Apache-2.0
#pragma once

// openssl_hkdf: HKDF-SHA-256 as the program openssl computes it.

#include <cctype>
#include <string>
#include <string_view>

#include "postern/sdk/bytes.h"
#include "support/child_process.h"

namespace postern::test {

// The derived bytes as lower-case hex.
inline std::string openssl_hkdf(std::string_view key, std::string_view salt, const std::string& info, std::size_t length) {
  const std::string printed =
      run({"openssl", "kdf", "-keylen", std::to_string(length), "-kdfopt", "digest:SHA2-256", "-kdfopt",
           "hexkey:" + sdk::to_hex(sdk::as_bytes(key)), "-kdfopt", "hexsalt:" + sdk::to_hex(sdk::as_bytes(salt)),
           "-kdfopt", "info:" + info, "HKDF"});
  std::string hex;
  for (const char c : printed)
    if (std::isxdigit(static_cast<unsigned char>(c))) hex.push_back(static_cast<char>(std::tolower(c)));
  return hex;
}

}  // namespace postern::test
