// SPDX-License-Identifier: Apache-2.0
#pragma once

// restart_keys: which settings differ between what a gate was started with and what its file says now, and take effect
// only by a restart, since they belong to the sockets, threads and open folders of the process: "[gate] listen",
// "[log] level", "[records] directory", …

#include <string>
#include <vector>

#include "host/config/gate_file.h"

namespace postern::app {

std::vector<std::string> restart_keys(const config::GateFile& started, const config::GateFile& wanted);

}  // namespace postern::app
