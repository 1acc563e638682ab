// SPDX-License-Identifier: Apache-2.0
#include "host/atls/openssl_error.h"

#include <openssl/err.h>

#include <array>

namespace postern::atls {

std::string drain_openssl_errors() {
  std::string all;
  while (const unsigned long code = ERR_get_error()) {
    if (!all.empty()) all += "; ";
    const char* reason = ERR_reason_error_string(code);
    if (reason != nullptr) {
      all += reason;
      continue;
    }
    std::array<char, 256> text{};
    ERR_error_string_n(code, text.data(), text.size());
    all += text.data();
  }
  return all.empty() ? "unknown error" : all;
}

absl::Status openssl_error(const std::string& what) {
  return absl::InternalError(what + ": " + drain_openssl_errors());
}

}  // namespace postern::atls
