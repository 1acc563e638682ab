// SPDX-License-Identifier: Apache-2.0
#pragma once

// What is needed to talk to a Kubernetes API server, and where it comes from.

#include <string>

#include "common/kube/server_url.h"
#include "postern/sdk/secret.h"

namespace postern::kube {

struct ApiAccess {
  ServerUrl server;
  std::string ca;           // PEM; the server's certificate must chain to one of these and to nothing else
  std::string client_cert;  // PEM chain, or empty
  sdk::Secret client_key;   // PEM; there if and only if client_cert is
  sdk::Secret token;        // bearer token without white space around it, or empty
};

class AccessSource {
 public:
  virtual ~AccessSource() = default;

  // load: the access as it stands now; called for every request, since credentials rotate. Any thread.
  // Errors: misconfigured, with a text that names the file or the key and shows no content.
  virtual sdk::Result<ApiAccess> load(sdk::Call& call) const = 0;
};

// check_credentials: the CA holds a certificate, client certificate and key belong together, and there is one way to
// authenticate at least. Errors: misconfigured.
sdk::Result<void> check_credentials(const ApiAccess& access);

// take_bearer: the token without the line end that files have. Errors: misconfigured when what remains is empty or
// could not stand in a header line (RFC 6750, 2.1: b64token).
sdk::Result<sdk::Secret> take_bearer(sdk::ByteView content);

}  // namespace postern::kube
