// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/x509.h>

#include <memory>
#include <string>

#include "postern/sdk/bytes.h"
#include "postern/sdk/result.h"

namespace postern::csr {

inline constexpr std::size_t kMaxCsr = 16 * 1024;  // bytes of DER

// Csr: one PKCS#10 certificate request (RFC 2986) as its DER says, parsed and nothing verified. Cheap to copy: copies
// share the parsed form, which nothing changes after parsing, so any thread may read it. Made by parse_csr.
class Csr {
 public:
  X509_REQ* get() const { return parsed_.get(); }
  const sdk::ByteVector& der() const { return *der_; }
  EVP_PKEY* public_key() const { return X509_REQ_get0_pubkey(parsed_.get()); }  // nullptr when of no known kind
  std::string pem() const;  // "CERTIFICATE REQUEST" (RFC 7468, 7)

 private:
  friend sdk::Result<Csr> parse_csr(sdk::ByteView der);
  Csr() = default;

  std::shared_ptr<X509_REQ> parsed_;
  std::shared_ptr<const sdk::ByteVector> der_;
};

// refuse: a denial with REQUEST_INVALID about the request's part of that name: "csr.signature".
sdk::Failure refuse(const std::string& part, std::string text);

}  // namespace postern::csr
