// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/x509.h>

#include <string>
#include <string_view>

#include "postern/sdk/result.h"

namespace postern::csr {

inline constexpr std::string_view kNodeUserPrefix = "system:node:";
inline constexpr std::string_view kNodeGroup = "system:nodes";

// check_node_subject: the name of the node whose kubelet has this name: one organization, "system:nodes", one common
// name, "system:node:" and a DNS-1123 subdomain, both as PrintableString or UTF8String, in either order, and nothing
// else (Kubernetes: Using Node Authorization). Errors: denied, REQUEST_INVALID, subject "csr.subject.O",
// "csr.subject.CN" or "csr.subject".
sdk::Result<std::string> check_node_subject(const X509_NAME* name);

}  // namespace postern::csr
