// SPDX-License-Identifier: Apache-2.0
#pragma once

// refusal_status: a refusal as the peer sees it.

#include <grpcpp/support/status.h>

#include <string>

#include "host/attest/reason.h"

namespace postern::rpc {

// refusal_status: the gRPC status of the refusal's class (UNAVAILABLE, PERMISSION_DENIED, FAILED_PRECONDITION,
// UNIMPLEMENTED, INTERNAL; INVALID_ARGUMENT for a malformed request; RESOURCE_EXHAUSTED and DEADLINE_EXCEEDED where
// they fit), the code and the text that is meant for peers (at most 512 bytes), never the operator's; RefusalDetails.
// request_id, trace_id: of the call; trace_id may be empty.
grpc::Status refusal_status(const attest::Refusal& refusal, const std::string& request_id, const std::string& trace_id = {});

}  // namespace postern::rpc
