// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backends/kube-token/kubelet_cert/certificate_authority.h"
#include "common/csr/check_node_csr.h"

namespace postern::kube_token {

inline constexpr std::chrono::hours kBackdate{2};         // for clocks that are behind
inline constexpr std::chrono::hours kLifetime{24 * 365};  // ends with the CA's certificate at the latest

// sign_certificate: a kubelet's certificate, PEM: subject, key and IP addresses of the request and nothing else of it;
// digitalSignature and keyEncipherment (critical), clientAuth and serverAuth, CA:FALSE (critical), key identifiers, a
// random serial number of 128 bits, from now - kBackdate to now + kLifetime, SHA-256 with the CA's key.
// Source: Kubernetes, PKI certificates and requirements; RFC 5280, 4.2. Errors: internal, when OpenSSL fails.
sdk::Result<std::string> sign_certificate(const csr::NodeCsr& request, const CertificateAuthority& authority,
                                          x509::Time now);

}  // namespace postern::kube_token
