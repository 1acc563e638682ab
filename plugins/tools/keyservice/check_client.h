// SPDX-License-Identifier: Apache-2.0
#pragma once

// check_client: the first entry of the list that names this client, or nothing: then it is not allowed. Names are compared
// byte for byte. A common name counts only where the certificate has no other, since several could be meant for
// different readers.

#include <optional>

#include "tools/keyservice/client_identity.h"

namespace postern::keyservice {

std::optional<ClientName> check_client(const ClientIdentity& identity, const std::vector<ClientName>& allowed);

}  // namespace postern::keyservice
