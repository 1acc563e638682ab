// SPDX-License-Identifier: Apache-2.0
#include "host/atls/self_signed.h"

#include "host/atls/openssl_error.h"

namespace postern::atls {
namespace {

attest::Refusal invalid(const char* section, std::string text) {
  attest::Refusal refusal = attest::denied(POSTERN_REASON_CERTIFICATE_INVALID, std::move(text));
  refusal.reason.subject = "signature";
  refusal.reason.specification = section;
  return refusal;
}

bool is_strong(int algorithm) {
  return algorithm == NID_ecdsa_with_SHA256 || algorithm == NID_ecdsa_with_SHA384 ||
         algorithm == NID_ecdsa_with_SHA512;
}

}  // namespace

std::variant<SelfSigned, attest::Refusal> verify_self_signed(PeerCertificate certificate) {
  const int algorithm = X509_get_signature_nid(certificate.certificate);
  if (!is_strong(algorithm)) {
    attest::Refusal refusal = invalid("RFC 5758 §3.2", "the certificate is signed with another algorithm");
    refusal.reason.expected = "ECDSA with SHA-256, SHA-384 or SHA-512";
    refusal.reason.observed = OBJ_nid2sn(algorithm);
    return refusal;
  }
  EVP_PKEY* key = X509_get0_pubkey(certificate.certificate);
  if (key == nullptr || X509_verify(certificate.certificate, key) != 1) {
    drain_openssl_errors();
    return invalid("RFC 5280 §4.1.1.3", "the certificate does not verify under its own key");
  }
  return SelfSigned(std::move(certificate));
}

}  // namespace postern::atls
