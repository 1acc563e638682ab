// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a gRPC status of the key service means for the request.

#include <grpcpp/support/status.h>

#include <string>

#include "postern/sdk/result.h"

namespace postern::keys {

// failure_of: status is not OK. Retryable: the service is absent, slow or overloaded, or failed inside. Misconfigured:
// it does not know us, or is no key service. Denied: it refused this key. Anything else is retryable, never a success.
// The service's message is quoted to the operator, cut to 200 printable bytes.
sdk::Failure failure_of(const grpc::Status& status, const std::string& endpoint);

// quoted: text of somebody else, made harmless for a log line: printable ASCII, at most 200 bytes.
std::string quoted(std::string_view text);

}  // namespace postern::keys
