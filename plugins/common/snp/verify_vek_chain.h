// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "common/snp/amd_roots.h"
#include "common/snp/vek_certificate.h"
#include "common/x509/verify_chain.h"

namespace postern::snp {

// VerifiedVek: a versioned endorsement key that AMD, or the owner of another pinned root, vouches for. Only
// verify_vek_chain makes one.
class VerifiedVek {
 public:
  const VekCertificate& facts() const { return facts_; }
  ProductLine product() const { return facts_.product; }  // of certificate, issuers and root alike
  const x509::VerifiedChain& chain() const { return chain_; }
  EVP_PKEY* key() const { return chain_.leaf().public_key(); }  // ECDSA P-384; lives as long as this

 private:
  VerifiedVek(VekCertificate facts, x509::VerifiedChain chain)
      : facts_(std::move(facts)), chain_(std::move(chain)) {}
  friend sdk::Result<VerifiedVek> verify_vek_chain(const x509::Certificate& vek,
                                                   std::span<const x509::Certificate> others,
                                                   std::span<const RootPin> roots, x509::Time now);

  VekCertificate facts_;
  x509::VerifiedChain chain_;
};

// verify_vek_chain: vek is signed by the ASK (VCEK) or ASVK (VLEK), that one by the ARK, and the ARK's key is
// among roots; all by RSASSA-PSS as x509::SignatureRule::kAmd says, and valid at now. The names are SEV-VCEK
// below SEV-<product> or SEV-VLEK below SEV-VLEK-<product>, below ARK-<product>; vek is no CA. The product
// that the root is pinned for, the issuers' names and the certificate's product name are of one line. others:
// see x509::verify_chain. Revocation lists: x509::check_revocation with chain(). Errors: denied; those of
// x509::verify_chain and parse_vek_certificate, and PRODUCT_MISMATCH.
sdk::Result<VerifiedVek> verify_vek_chain(const x509::Certificate& vek,
                                          std::span<const x509::Certificate> others,
                                          std::span<const RootPin> roots, x509::Time now);

}  // namespace postern::snp
