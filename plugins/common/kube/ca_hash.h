// SPDX-License-Identifier: Apache-2.0
#pragma once

// The hash by which a joining node recognises the cluster's CA.

#include <string>
#include <string_view>

#include "postern/sdk/result.h"

namespace postern::kube {

// ca_hash: "sha256:" and 64 lower-case hex digits: SHA-256 of the DER SubjectPublicKeyInfo (RFC 5280, 4.1) of the
// first certificate in the text, as kubeadm's --discovery-token-ca-cert-hash takes it.
// Errors: misconfigured, when the text holds no readable PEM certificate.
sdk::Result<std::string> ca_hash(std::string_view pem);

}  // namespace postern::kube
