// SPDX-License-Identifier: Apache-2.0
#include "common/x509/check_revocation.h"

#include <openssl/err.h>

namespace postern::x509 {
namespace {

sdk::Failure refused(std::string_view code, std::string subject, std::string text) {
  ERR_clear_error();
  return sdk::Failure::denied(code)
      .about(std::move(subject))
      .spec("RFC 5280, 6.3.3")
      .peer("a certificate is revoked, or nothing says that it is not")
      .text(std::move(text));
}

sdk::Result<void> check_listed(const Certificate& certificate, const VerifiedCrl& list) {
  X509_REVOKED* entry = nullptr;
  if (X509_CRL_get0_by_serial(list.get(), &entry, X509_get_serialNumber(certificate.get())) == 0) return {};
  return refused(POSTERN_REASON_CERTIFICATE_REVOKED, "certificate." + certificate.label(),
                 "certificate " + certificate.label() + " with serial number " + certificate.serial() +
                     " is on its issuer's revocation list");
}

}  // namespace

sdk::Result<void> check_revocation(const VerifiedChain& chain, const VerifiedCrl& list) {
  bool told = false;
  const Certificate* certificate = &chain.leaf();
  for (const Certificate& issuer : chain.issuers()) {
    if (spki_pin(issuer) == list.issuer_pin()) {
      told = true;
      POSTERN_CHECK(check_listed(*certificate, list));
      if (issuer.is_self_issued()) POSTERN_CHECK(check_listed(issuer, list));
    }
    certificate = &issuer;
  }
  if (!told)
    return refused(POSTERN_REASON_CRL_INVALID, "crl",
                   "the list's issuer signed no certificate of this chain");
  return {};
}

}  // namespace postern::x509
