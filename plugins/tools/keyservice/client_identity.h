// SPDX-License-Identifier: Apache-2.0
#pragma once

// Who a client is, and who may be one.

#include <string>
#include <vector>

namespace postern::keyservice {

// ClientIdentity: the names in a client's certificate, as they are there.
struct ClientIdentity {
  std::vector<std::string> dns, uri;  // subject alternative names
  std::vector<std::string> cn;        // common names of the subject
};

enum class NameKind { kDns, kUri, kCommonName };

// ClientName: one entry of the list of clients that are allowed.
struct ClientName {
  NameKind kind;
  std::string name;
  std::string text;  // as configured: "dns:…", "uri:…" or "cn:…"
};

}  // namespace postern::keyservice
