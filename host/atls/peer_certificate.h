// SPDX-License-Identifier: Apache-2.0
#pragma once

// PeerCertificate: what stands in a peer's certificate, taken apart. Nothing is trusted yet.

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "host/atls/evidence_source.h"
#include "host/atls/openssl_handle.h"
#include "host/attest/reason.h"

namespace postern::atls {

// More extensions than that are refused; a node's certificate has one.
inline constexpr int kMaxExtensions = 64;

struct CertificateExtension {
  std::string oid;                     // dotted decimal
  std::span<const std::byte> content;  // of extnValue; lives as long as the X509
};

struct PeerCertificate {
  X509* certificate = nullptr;  // not owned
  ChannelKey
      channel_key{};  // SHA-256 of the DER SubjectPublicKeyInfo, encoded from the certificate's own fields
  int64_t not_before = 0;  // seconds since 1970, inclusive (RFC 5280 §4.1.2.5)
  int64_t not_after = 0;
  std::vector<CertificateExtension> extensions;  // in the certificate's order
};

// parse_peer_certificate: takes a decoded certificate apart. CERTIFICATE_INVALID when a field cannot be read,
// the key is not ECDSA on the named curve P-256 or P-384, or there are too many extensions.
std::variant<PeerCertificate, attest::Refusal> parse_peer_certificate(X509* certificate);

}  // namespace postern::atls
