// SPDX-License-Identifier: Apache-2.0
#pragma once

// serve: reads the configuration and serves. Exit codes: 0 after a signal or when what was to be checked is right, 1 when
// the service cannot start, 2 when the configuration is wrong.

#include <string>

namespace postern::keyservice {

enum class ServeMode {
  kServe,
  kCheckFile,  // read the configuration and nothing else
  kSelfTest    // open files and source, and ask the source once
};

int serve(const std::string& config, ServeMode mode);

}  // namespace postern::keyservice
