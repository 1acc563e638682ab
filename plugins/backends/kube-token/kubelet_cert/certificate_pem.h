// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/x509.h>

#include <string>

namespace postern::kube_token {

// certificate_pem: a CERTIFICATE block (RFC 7468, 5); empty when OpenSSL fails.
std::string certificate_pem(X509* certificate);

}  // namespace postern::kube_token
