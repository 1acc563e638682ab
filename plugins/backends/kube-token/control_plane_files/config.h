// SPDX-License-Identifier: Apache-2.0
#pragma once

// The configuration of control-plane-files.

#include <string>
#include <string_view>

#include "postern/sdk/result.h"

namespace postern::kube_token {

struct ControlPlaneFilesConfig {
  std::string directory;  // absolute
};

extern const std::string_view kControlPlaneFilesSchema;

// read_control_plane_files_config: pure. Errors: misconfigured, with the JSON pointer of the key.
sdk::Result<ControlPlaneFilesConfig> read_control_plane_files_config(std::string_view json);

}  // namespace postern::kube_token
