// SPDX-License-Identifier: Apache-2.0
#include "host/atls/handshake_refusal.h"

#include <openssl/err.h>

#include "host/atls/certificate_policy.h"
#include "host/atls/openssl_error.h"

namespace postern::atls {
namespace {

attest::Refusal denied(const char* code, const char* subject, const char* section, std::string text) {
  attest::Refusal refusal = attest::denied(code, std::move(text));
  refusal.reason.subject = subject;
  refusal.reason.specification = section;
  return refusal;
}

bool is_end_of_stream(unsigned long code) {
  return code == 0 ||
         (ERR_GET_LIB(code) == ERR_LIB_SSL && ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING);
}

attest::Refusal refusal_of_certificate(int reason, std::size_t max_evidence_bytes) {
  switch (reason) {
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
      return denied(POSTERN_REASON_CERTIFICATE_MISSING, "certificate", "RFC 8446 §4.4.2.4",
                    "the peer sent no certificate");
    case SSL_R_EXCESSIVE_MESSAGE_SIZE:
      return evidence_too_large(max_evidence_bytes, std::nullopt);
    default:
      return denied(POSTERN_REASON_CERTIFICATE_INVALID, "certificate", "RFC 8446 §4.4.2",
                    "the certificate cannot be read: " + drain_openssl_errors());
  }
}

attest::Refusal refusal_of_version() {
  attest::Refusal refusal = denied(kHandshakeFailed, "tls-version", "RFC 8446 §4.2.1",
                                   "the peer speaks no TLS version that is allowed");
  refusal.reason.expected = "TLS 1.2 or 1.3";
  return refusal;
}

}  // namespace

attest::Refusal refusal_of_failure(SSL* ssl, std::size_t max_evidence_bytes) {
  const unsigned long code = ERR_peek_error();
  const int reason = ERR_GET_REASON(code);
  const OSSL_HANDSHAKE_STATE state = SSL_get_state(ssl);
  if (is_end_of_stream(code)) {
    drain_openssl_errors();
    return denied(kHandshakeFailed, "connection", "", "the peer closed the connection during the handshake");
  }
  const bool in_certificate = state == TLS_ST_SR_CERT || reason == SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE;
  attest::Refusal refusal;
  if (in_certificate) {
    refusal = refusal_of_certificate(reason, max_evidence_bytes);
  } else if (state == TLS_ST_SR_CERT_VRFY) {
    refusal = denied(POSTERN_REASON_CERTIFICATE_INVALID, "certificate-verify", "RFC 8446 §4.4.3",
                     "the peer did not prove that it holds the certificate's key: " + drain_openssl_errors());
  } else if (reason == SSL_R_UNSUPPORTED_PROTOCOL || reason == SSL_R_VERSION_TOO_LOW) {
    refusal = refusal_of_version();
  } else {
    refusal = denied(kHandshakeFailed, "tls", "", drain_openssl_errors());
  }
  drain_openssl_errors();
  return refusal;
}

attest::Refusal refused_protocols() {
  attest::Refusal refusal =
      denied(kHandshakeFailed, "alpn", "RFC 7301 §3.2", "the peer offers other application protocols only");
  refusal.reason.expected = "h2";
  return refusal;
}

attest::Refusal refused_late() {
  attest::Refusal refusal = attest::denied(POSTERN_REASON_TIMEOUT, "the handshake did not end in time");
  refusal.cls = attest::RefusalClass::kRetryable;
  refusal.reason.subject = "handshake";
  return refusal;
}

attest::Refusal refused_overload(std::string text) {
  attest::Refusal refusal = attest::denied(POSTERN_REASON_OVERLOADED, std::move(text));
  refusal.cls = attest::RefusalClass::kRetryable;
  return refusal;
}

attest::Refusal refused_stopping() {
  attest::Refusal refusal = attest::denied(kHandshakeFailed, "the gate is stopping");
  refusal.cls = attest::RefusalClass::kRetryable;
  return refusal;
}

int verify_error_of(const attest::Refusal& refusal) {
  const std::string& code = refusal.reason.code;
  if (code == POSTERN_REASON_CERTIFICATE_EXPIRED) return X509_V_ERR_CERT_HAS_EXPIRED;
  if (code == POSTERN_REASON_EVIDENCE_MISSING) return X509_V_ERR_INVALID_PURPOSE;
  switch (refusal.cls) {
    case attest::RefusalClass::kDenied:
      return X509_V_ERR_CERT_REJECTED;
    case attest::RefusalClass::kNotApplicable:
      return X509_V_ERR_INVALID_PURPOSE;
    case attest::RefusalClass::kRetryable:
    case attest::RefusalClass::kMisconfigured:
    case attest::RefusalClass::kInternal:
      break;
  }
  return X509_V_ERR_UNSPECIFIED;
}

}  // namespace postern::atls
