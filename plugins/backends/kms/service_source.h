// SPDX-License-Identifier: Apache-2.0
#pragma once

// A key source that asks a key service over gRPC (package kms, service API).

#include <memory>

#include "backends/kms/config.h"
#include "backends/kms/key_source.h"

namespace postern::kms {

// create_service_source: a client with one channel, which is kept, kept alive and connected again when it breaks.
// Does not connect yet. The certificates are read here, so new ones need a new instance. Its calls wait for the
// channel within the smaller of the configured timeout and the time that the call has left. gRPC's own buffers keep a
// copy of what was received; this code wipes what it can reach.
// Errors: misconfigured, when a certificate or key cannot be read or they do not belong together.
sdk::Result<std::unique_ptr<KeySource>> create_service_source(sdk::Call& call, ServiceConfig config);

}  // namespace postern::kms
