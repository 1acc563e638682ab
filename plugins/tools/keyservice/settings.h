// SPDX-License-Identifier: Apache-2.0
#pragma once

// The key service's configuration.

#include <chrono>
#include <string>
#include <vector>

#include "common/keys/source_config.h"
#include "tools/keyservice/call_host.h"
#include "tools/keyservice/check_request.h"
#include "tools/keyservice/client_identity.h"
#include "tools/keyservice/toml_file.h"

namespace postern::keyservice {

// TlsFiles: absolute paths of PEM files.
struct TlsFiles {
  std::string certificate;  // our chain
  std::string private_key;  // a secret file
  std::string client_ca;    // what clients' chains must end at
};

struct Settings {
  std::string listen;  // "host:port" (0: a free one) or "unix:/path"
  bool is_plaintext = false;
  TlsFiles tls;                     // unless is_plaintext
  std::vector<ClientName> clients;  // not empty unless is_plaintext
  RequestPolicy requests;
  std::chrono::milliseconds timeout{};  // per request; never more than the client's own deadline
  SecretFiles secrets;
  keys::SourceConfig source;
};

// read_settings: pure. Paths are relative to the file's folder. Mutual TLS is the rule; plaintext must be spelled out and
// is for loopback addresses and Unix sockets only. Errors: misconfigured, about the key's JSON pointer.
sdk::Result<Settings> read_settings(const TomlFile& file);

}  // namespace postern::keyservice
