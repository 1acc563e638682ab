// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "postern/sdk/component.h"

namespace postern::joining_node {

// node_name_of: the name of the node that asks: the common name in the PKCS#10 request of the field
// certificate_request, after "system:node:", in lower case and with '-' for '_', since a node name must be a DNS-1123
// subdomain. The request's signature is verified, so the name is that of whoever will hold the certificate.
// Errors: denied, REQUEST_INVALID.
sdk::Result<std::string> node_name_of(const sdk::Request& request);

}  // namespace postern::joining_node
