// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/csr/csr.h"

namespace postern::csr {

// VerifiedCsr: a request whose sender holds the private key to the public key in it. Only verify_csr makes one.
class VerifiedCsr {
 public:
  const Csr& csr() const { return csr_; }
  EVP_PKEY* public_key() const { return csr_.public_key(); }  // never nullptr

 private:
  explicit VerifiedCsr(Csr csr) : csr_(std::move(csr)) {}
  friend sdk::Result<VerifiedCsr> verify_csr(const Csr& csr);

  Csr csr_;
};

// verify_csr: the request is signed by its own key (RFC 2986, 4.2), with SHA-256 or better: ECDSA by a key on P-256 or
// P-384, named and not spelled out as parameters, or RSA of 2048 to 4096 bits. Errors: denied, REQUEST_INVALID,
// subject "csr.key" or "csr.signature".
sdk::Result<VerifiedCsr> verify_csr(const Csr& csr);

}  // namespace postern::csr
