// SPDX-License-Identifier: Apache-2.0
#include "host/atls/tls_failure.h"

#include <openssl/err.h>
#include <openssl/tls1.h>

#include <system_error>

#include "host/atls/alert_causes.h"
#include "host/atls/openssl_error.h"

namespace postern::atls {
namespace {

absl::Status status_of_alert(int alert) {
  const std::string text = std::string(" (TLS alert: ") + SSL_alert_desc_string_long(alert) + ")";
  switch (alert) {
    case SSL_AD_BAD_CERTIFICATE:
    case SSL_AD_UNSUPPORTED_CERTIFICATE:
    case SSL_AD_CERTIFICATE_REVOKED:
    case SSL_AD_CERTIFICATE_EXPIRED:
    case SSL_AD_CERTIFICATE_UNKNOWN:
    case SSL_AD_CERTIFICATE_REQUIRED:
    case SSL_AD_UNKNOWN_CA:
    case SSL_AD_ACCESS_DENIED:
    case SSL_AD_DECRYPT_ERROR:
      return absl::PermissionDeniedError("gate refused the evidence" + text);
    case SSL_AD_INTERNAL_ERROR:
      return absl::UnavailableError("gate could not judge the evidence" + text);
    default:
      return absl::FailedPreconditionError("gate refused the handshake" + text);
  }
}

absl::Status failure_of_alert(int alert) {
  absl::Status status = status_of_alert(alert);
  attach_alert(alert, status);
  return status;
}

}  // namespace

absl::Status tls_failure(int saved_errno) {
  const unsigned long code = ERR_peek_error();
  const int reason = ERR_GET_REASON(code);
  const bool of_ssl = code != 0 && ERR_GET_LIB(code) == ERR_LIB_SSL;
  const std::string errors = drain_openssl_errors();
  // OpenSSL numbers the reasons for received alerts from 1000 on (SSL_AD_REASON_OFFSET).
  if (of_ssl && reason >= SSL_AD_REASON_OFFSET && reason < SSL_AD_REASON_OFFSET + 256) {
    return failure_of_alert(reason - SSL_AD_REASON_OFFSET);
  }
  if (of_ssl && reason == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
    return absl::UnavailableError("the other side closed the connection without saying so");
  }
  if (code == 0 && saved_errno != 0) {
    return absl::UnavailableError("connection lost: " + std::generic_category().message(saved_errno));
  }
  return absl::UnavailableError("TLS failed: " + errors);
}

}  // namespace postern::atls
