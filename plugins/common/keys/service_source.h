// SPDX-License-Identifier: Apache-2.0
#pragma once

// A key source that asks a key service over gRPC (package kms, service API).

#include <memory>

#include "common/keys/backoff.h"
#include "common/keys/key_source.h"
#include "common/keys/source_config.h"

namespace postern::keys {

// create_service_source: a client with one channel per endpoint, each kept, kept alive and connected again when it
// breaks. Does not connect yet. The certificates are read here, so new ones need a new instance.
//
// A key is asked for within the smaller of the configured timeout and the time that the call has left. The endpoint
// that answered last is asked first, and when it is UNAVAILABLE the next; after a round in vain there is a pause with
// jitter. So that one that hangs does not use up the time of the others, each gets its part of what is left; the last
// one all of it. Every other status is final, since asking again or elsewhere cannot change it. gRPC's own buffers
// keep a copy of what was received; this code wipes what it can reach.
// self_test: whether one of the endpoints can be connected to.
// Errors: misconfigured, when a certificate or key cannot be read or they do not belong together.
sdk::Result<std::unique_ptr<KeySource>> create_service_source(sdk::Call& call, ServiceConfig config,
                                                              Jitter jitter = random_jitter());

}  // namespace postern::keys
