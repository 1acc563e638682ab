// SPDX-License-Identifier: Apache-2.0
#pragma once

// Short forms for tests of chains: certificates of the AMD-like infrastructure, parsed.

#include <stdexcept>

#include "common/x509/parse_certificate.h"
#include "common/x509/verify_chain.h"
#include "support/amd_pki.h"

namespace postern::test {

inline x509::Time at(std::time_t second) { return x509::Time(std::chrono::seconds(second)); }
inline x509::Time good_time() { return at(kPkiNow); }

inline x509::Certificate parsed(const CertificateParts& parts) {
  auto certificate = x509::parse_certificate(write_certificate(parts).der, "test");
  if (!certificate.ok()) throw std::runtime_error(certificate.failure().operator_text());
  return certificate.take();
}

// root_pins: the pin of the root that pki has.
inline std::vector<x509::Pin> root_pins(const AmdPki& pki) {
  x509::Pin pin;
  const sdk::ByteVector digest = pki.root_pin();
  std::copy(digest.begin(), digest.end(), pin.bytes.begin());
  return {pin};
}

// verified: the chain of a VCEK, all right.
inline x509::VerifiedChain verified(const AmdPki& pki, const CertificateParts& ask) {
  const std::vector<x509::Certificate> others{parsed(ask), parsed(pki.ark())};
  auto chain =
      x509::verify_chain(parsed(pki.vek()), others, root_pins(pki), x509::SignatureRule::kAmd, good_time());
  if (!chain.ok()) throw std::runtime_error(chain.failure().operator_text());
  return chain.take();
}

}  // namespace postern::test
