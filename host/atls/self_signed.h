// SPDX-License-Identifier: Apache-2.0
#pragma once

// SelfSigned: a certificate that was verified under its own key. Only verify_self_signed makes one.

#include <variant>

#include "host/atls/peer_certificate.h"

namespace postern::atls {

class SelfSigned {
 public:
  const PeerCertificate& fields() const { return fields_; }

 private:
  friend std::variant<SelfSigned, attest::Refusal> verify_self_signed(PeerCertificate certificate);
  explicit SelfSigned(PeerCertificate fields) : fields_(std::move(fields)) {}
  PeerCertificate fields_;
};

// verify_self_signed: CERTIFICATE_INVALID unless the signature is ECDSA with SHA-256, -384 or -512 (RFC 5758
// §3.2) and verifies under the certificate's own key. Issuer and subject are not compared: the reference does
// not either, and no name is relied on.
std::variant<SelfSigned, attest::Refusal> verify_self_signed(PeerCertificate certificate);

}  // namespace postern::atls
