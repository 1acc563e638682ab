// SPDX-License-Identifier: Apache-2.0
#pragma once

// How the key service proves itself, and how it verifies clients.

#include <grpcpp/security/server_credentials.h>

#include <memory>

#include "tools/keyservice/settings.h"

namespace postern::keyservice {

// check_tls_files: whether the files can work: a readable chain, its private key in a file that only its owner can read,
// and certificates to verify clients with. Errors: misconfigured, naming the file.
sdk::Result<void> check_tls_files(const TlsFiles& files);

// server_credentials: mutual TLS; a client without a certificate of client_ca does not get past the handshake. The files are
// looked at every second, so that new ones take effect on new connections. Or plaintext, where that was spelled out.
std::shared_ptr<grpc::ServerCredentials> server_credentials(const Settings& settings);

}  // namespace postern::keyservice
