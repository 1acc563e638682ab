// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "common/csr/requested_names.h"
#include "common/x509/certificate.h"

namespace postern::kube_token {

// Both: what is too much or missing in a kubelet's certificate, as a sentence without subject; empty when nothing is.

// check_usages: key usage and extended key usage are there, and no wider than asked (RFC 5280, 4.2.1.3 and 4.2.1.12).
std::string check_usages(const x509::Certificate& certificate, bool may_serve);

// check_names: every subject alternative name is an IP address that was requested.
std::string check_names(const x509::Certificate& certificate, const csr::RequestedNames& requested);

}  // namespace postern::kube_token
