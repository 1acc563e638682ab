// SPDX-License-Identifier: Apache-2.0
#pragma once

// run_server: serves until SIGTERM or SIGINT, which must be blocked in every thread, as SIGHUP must. Beside kms.API there is
// grpc.health.v1.Health, which says SERVING as long as the source works: that is looked at every ten seconds. Ends within ten
// seconds: what is under way is answered. Answers the program's exit code.

#include "common/keys/key_source.h"
#include "tools/keyservice/settings.h"

namespace postern::keyservice {

int run_server(const Settings& settings, keys::KeySource& source);

// test_source: whether keys can be had now; what it says goes to the log.
sdk::Result<void> test_source(const Settings& settings, keys::KeySource& source);

}  // namespace postern::keyservice
