// SPDX-License-Identifier: Apache-2.0
#pragma once

// The gRPC channel to the key service.

#include <grpcpp/channel.h>

#include <memory>

#include "backends/kms/config.h"
#include "postern/sdk/call.h"

namespace postern::kms {

// create_channel: a channel of its own (no connection shared with other instances) that uses neither a proxy nor
// configuration from DNS. Plaintext that leaves this machine is announced in the log.
// Errors: as create_service_source.
sdk::Result<std::shared_ptr<grpc::Channel>> create_channel(sdk::Call& call, const ServiceConfig& config);

}  // namespace postern::kms
