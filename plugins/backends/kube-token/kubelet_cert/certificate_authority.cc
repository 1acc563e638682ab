// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/kubelet_cert/certificate_authority.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "common/x509/parse_certificate.h"

namespace postern::kube_token {
namespace {

constexpr int kFewestRsaBits = 2048;

sdk::Failure wrong(const std::string& pointer, std::string text) {
  ERR_clear_error();
  return sdk::Failure::misconfigured(pointer, std::move(text));
}

bool can_sign(EVP_PKEY* key) {
  return EVP_PKEY_is_a(key, "EC") == 1 || (EVP_PKEY_is_a(key, "RSA") == 1 && EVP_PKEY_get_bits(key) >= kFewestRsaBits);
}

}  // namespace

sdk::Result<x509::Certificate> read_ca_certificate(std::string_view text) {
  const auto parsed = x509::parse_one_certificate(sdk::as_bytes(text), "ca_cert");
  if (!parsed.ok()) return wrong("/ca_cert", "the cluster CA's certificate: " + parsed.failure().operator_text());
  // Without the extension the key usage is all bits set, which allows everything (RFC 5280, 4.2.1.3).
  if (!parsed.value().is_ca() || (X509_get_key_usage(parsed.value().get()) & KU_KEY_CERT_SIGN) == 0)
    return wrong("/ca_cert", "the certificate is not of a CA that may sign certificates");
  return parsed.value();
}

sdk::Result<CertificateAuthority> check_authority(x509::Certificate certificate, sdk::ByteView key_pem, x509::Time now) {
  common::KeyPtr key =
      common::parse_private_key({reinterpret_cast<const char*>(key_pem.data()), key_pem.size()});
  if (!key) return wrong("/ca_key", "the CA's key is not a readable PEM private key without passphrase");
  if (X509_check_private_key(certificate.get(), key.get()) != 1)
    return wrong("/ca_key", "the CA's key does not belong to its certificate");
  if (!can_sign(key.get())) return wrong("/ca_key", "the CA's key is neither EC nor RSA of 2048 bits or more");
  if (now < certificate.not_before() || now >= certificate.not_after())
    return sdk::Failure(POSTERN_MISCONFIGURED, POSTERN_REASON_CERTIFICATE_EXPIRED)
        .about("/ca_cert")
        .text("the cluster CA's certificate is not valid at this time");
  return CertificateAuthority(std::move(certificate), std::move(key));
}

}  // namespace postern::kube_token
