// SPDX-License-Identifier: Apache-2.0
#pragma once

// Certificate: making the short-lived self-signed certificates of attested TLS (WIRE §1; RFC 5280).

#include <chrono>

#include "absl/status/statusor.h"
#include "host/atls/evidence_source.h"
#include "host/atls/openssl_handle.h"

namespace postern::atls {

inline constexpr const char* kCertificateName = "Constellation";  // subject and issuer CN
inline constexpr std::chrono::hours kCertificateValidity{2};      // either way

// make_key: a fresh ECDSA P-256 key pair; INTERNAL when OpenSSL fails.
absl::StatusOr<KeyPtr> make_key();

// channel_key_of: SHA-256 of the key's DER SubjectPublicKeyInfo; INTERNAL when OpenSSL fails.
absl::StatusOr<ChannelKey> channel_key_of(EVP_PKEY* key);

// make_certificate: version 3, random 128-bit serial, valid two hours before and after now, signed by its own
// key with SHA-256; with the document as one non-critical extension whose extnValue content is the document
// itself. INVALID_ARGUMENT for an OID that is none, INTERNAL when OpenSSL fails.
absl::StatusOr<X509Ptr> make_certificate(EVP_PKEY* key, std::chrono::system_clock::time_point now,
                                         const EvidenceDocument* evidence = nullptr);

}  // namespace postern::atls
