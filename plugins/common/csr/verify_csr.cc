// SPDX-License-Identifier: Apache-2.0
#include "common/csr/verify_csr.h"

#include <openssl/err.h>

#include "common/x509/signature_rule.h"

namespace postern::csr {
namespace {

// has_named_curve: the key, when it is one on a curve, names the curve. Go and others do not read spelled-out
// parameters, and OpenSSL would copy them into the certificate.
bool has_named_curve(const Csr& csr) {
  X509_ALGOR* algorithm = nullptr;
  X509_PUBKEY_get0_param(nullptr, nullptr, nullptr, &algorithm, X509_REQ_get_X509_PUBKEY(csr.get()));
  int parameter = V_ASN1_UNDEF;
  X509_ALGOR_get0(nullptr, &parameter, nullptr, algorithm);
  return EVP_PKEY_is_a(csr.public_key(), "EC") != 1 || parameter == V_ASN1_OBJECT;
}

}  // namespace

sdk::Result<VerifiedCsr> verify_csr(const Csr& csr) {
  EVP_PKEY* key = csr.public_key();
  if (key == nullptr || !has_named_curve(csr))
    return refuse("csr.key", "the key of the certificate request cannot be read")
        .expected("EC P-256 or P-384, or RSA of 2048 to 4096 bits");
  const X509_ALGOR* algorithm = nullptr;
  X509_REQ_get0_signature(csr.get(), nullptr, &algorithm);
  const std::string wrong = x509::check_signature_algorithm(algorithm, key, x509::SignatureRule::kCommon);
  // The issuer of the rule's texts is the request's own key here.
  if (!wrong.empty())
    return refuse("csr.key", "key or signature of the certificate request: " + wrong)
        .expected("EC P-256 or P-384, or RSA of 2048 to 4096 bits, with SHA-256 or better");
  if (X509_REQ_verify(csr.get(), key) != 1)
    return refuse("csr.signature", "the certificate request is not signed by its own key").spec("RFC 2986, 4.2");
  ERR_clear_error();
  return VerifiedCsr(csr);
}

}  // namespace postern::csr
