// SPDX-License-Identifier: Apache-2.0
#pragma once

// Certificates and private keys in their textual encoding (RFC 7468).

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string_view>
#include <vector>

namespace postern::common {

struct FreeX509 {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using X509Ptr = std::unique_ptr<X509, FreeX509>;

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, FreeKey>;

// parse_certificates: every certificate of the text, in its order; text around and between them is skipped. Empty
// when there is none, when one of them cannot be read, or when the text is longer than kMaxPem. Parsing only: says
// nothing about trust.
inline constexpr std::size_t kMaxPem = 1024 * 1024;
std::vector<X509Ptr> parse_certificates(std::string_view pem);

// parse_private_key: the first private key of the text; null when there is none or it needs a passphrase. Never asks
// anybody for one.
KeyPtr parse_private_key(std::string_view pem);

}  // namespace postern::common
