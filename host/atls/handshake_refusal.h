// SPDX-License-Identifier: Apache-2.0
#pragma once

// HandshakeRefusal: refusals that TLS itself brings about, and the alert that answers each refusal.

#include "host/atls/openssl_handle.h"
#include "host/attest/reason.h"

namespace postern::atls {

// A handshake that failed for a reason of TLS, before or without a verdict over evidence.
inline constexpr const char* kHandshakeFailed = "HANDSHAKE_FAILED";

// refusal_of_failure: why SSL_do_handshake failed, from the state of ssl and OpenSSL's error queue, which is
// emptied. CERTIFICATE_MISSING, CERTIFICATE_INVALID (unreadable, or its key is not held), EVIDENCE_TOO_LARGE
// (message above the bound), HANDSHAKE_FAILED.
attest::Refusal refusal_of_failure(SSL* ssl, std::size_t max_evidence_bytes);

attest::Refusal refused_protocols();                 // ALPN without h2
attest::Refusal refused_late();                      // TIMEOUT
attest::Refusal refused_overload(std::string text);  // OVERLOADED
attest::Refusal refused_stopping();                  // the gate is going down

// verify_error_of: the X509_V_ERR_… that makes OpenSSL send the alert that fits (RFC 8446 §6.2):
// certificate_expired, unsupported_certificate (no known evidence), bad_certificate (denied), internal_error
// (the gate could not judge; the peer may try again).
int verify_error_of(const attest::Refusal& refusal);

}  // namespace postern::atls
