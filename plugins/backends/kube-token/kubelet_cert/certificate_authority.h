// SPDX-License-Identifier: Apache-2.0
#pragma once

// CertificateAuthority: the cluster CA's certificate and its private key.

#include "common/pem/pem.h"
#include "common/x509/certificate.h"
#include "postern/sdk/call.h"

namespace postern::kube_token {

// read_ca_certificate: the one certificate of the text (PEM or DER): a CA that may sign certificates.
// Errors: misconfigured; the subject is the JSON pointer "/ca_cert".
sdk::Result<x509::Certificate> read_ca_certificate(std::string_view text);

class CertificateAuthority {
 public:
  const x509::Certificate& certificate() const { return certificate_; }
  EVP_PKEY* key() const { return key_.get(); }

 private:
  CertificateAuthority(x509::Certificate certificate, common::KeyPtr key)
      : certificate_(std::move(certificate)), key_(std::move(key)) {}
  friend sdk::Result<CertificateAuthority> check_authority(x509::Certificate certificate, sdk::ByteView key_pem,
                                                           x509::Time now);

  x509::Certificate certificate_;
  common::KeyPtr key_;
};

// check_authority: the key (PEM; SEC 1, PKCS#1 or PKCS#8, without passphrase) is the certificate's, of a kind that
// signs with SHA-256 (EC, or RSA of 2048 bits or more), and now is within the certificate's validity.
// Errors: misconfigured; CERTIFICATE_EXPIRED outside the validity. Texts show nothing of the key.
sdk::Result<CertificateAuthority> check_authority(x509::Certificate certificate, sdk::ByteView key_pem, x509::Time now);

}  // namespace postern::kube_token
