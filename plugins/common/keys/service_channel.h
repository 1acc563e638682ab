// SPDX-License-Identifier: Apache-2.0
#pragma once

// The gRPC channels to key services.

#include <grpcpp/channel.h>

#include <memory>
#include <vector>

#include "common/keys/source_config.h"
#include "postern/sdk/call.h"

namespace postern::keys {

// create_channels: one channel per endpoint, in their order, each of its own (no connection shared with other instances),
// that use neither a proxy nor configuration from DNS. Plaintext that leaves this machine is announced in the log.
// Errors: as create_service_source.
sdk::Result<std::vector<std::shared_ptr<grpc::Channel>>> create_channels(sdk::Call& call, const ServiceConfig& config);

}  // namespace postern::keys
