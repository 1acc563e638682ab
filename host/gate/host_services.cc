// SPDX-License-Identifier: Apache-2.0
#include "host/gate/host_services.h"

#include <algorithm>

namespace postern::gate {

std::string HostServices::metric_name(std::string name) {
  std::replace_if(name.begin(), name.end(), [](char c) { return c == '-' || c == '.'; }, '_');
  return "plugin_" + name;
}

}  // namespace postern::gate
