// SPDX-License-Identifier: Apache-2.0
#pragma once

// parse_client_identity: the names in a certificate (RFC 5280, 4.1.2.6 and 4.2.1.6). Nothing when the text is not
// exactly one PEM certificate, a name is not text without zero bytes, or there are more than 64 names. Parsing only: the certificate
// must have been verified before its names mean anything.

#include <optional>
#include <string_view>

#include "tools/keyservice/client_identity.h"

namespace postern::keyservice {

std::optional<ClientIdentity> parse_client_identity(std::string_view pem);

}  // namespace postern::keyservice
