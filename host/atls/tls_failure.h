// SPDX-License-Identifier: Apache-2.0
#pragma once

// TlsFailure: why TLS ended, in words that help whoever runs the node.

#include "absl/status/status.h"
#include "host/atls/openssl_handle.h"

namespace postern::atls {

// tls_failure: after an OpenSSL call failed for good, from OpenSSL's error queue (which is emptied) and
// errno. Alerts of the other side (RFC 8446 §6.2):
//   about the certificate or the evidence in it: PERMISSION_DENIED "gate refused the evidence (TLS alert: …)"
//   internal_error: UNAVAILABLE "gate could not judge the evidence (TLS alert: internal error)"
//   any other: FAILED_PRECONDITION "gate refused the handshake (TLS alert: …)"
// each with alert_of. Else UNAVAILABLE with what OpenSSL or the system said.
absl::Status tls_failure(int saved_errno);

}  // namespace postern::atls
