// SPDX-License-Identifier: Apache-2.0
#pragma once

// host_table: the C table of services that every plugin is given. One per process; never changes.

#include "postern/plugin.h"

namespace postern::plugin {

const postern_host& host_table();

}  // namespace postern::plugin
