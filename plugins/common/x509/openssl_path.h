// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "common/x509/certificate.h"

namespace postern::x509 {

// check_openssl_path: OpenSSL, given path.back() as the only trusted certificate and the rest as material,
// finds this very path for path.front() valid at that time (RFC 5280, 6.1: critical extensions, path lengths,
// name constraints and all). path has at least two certificates. A second opinion to verify_chain's own,
// which knows no less about signatures, names and pins. Errors: denied; CHAIN_INVALID, CERTIFICATE_EXPIRED.
sdk::Result<void> check_openssl_path(std::span<const Certificate> path, std::chrono::sys_seconds now);

}  // namespace postern::x509
