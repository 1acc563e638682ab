// SPDX-License-Identifier: Apache-2.0
#pragma once

// default_plugin_dir: ../lib/postern/plugins beside the folder of the running program, absolute.

#include <string>

namespace postern::app {

std::string default_plugin_dir();

}  // namespace postern::app
