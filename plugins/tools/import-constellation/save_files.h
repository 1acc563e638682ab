// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "postern/sdk/result.h"
#include "tools/import-constellation/imported.h"

namespace postern::constellation {

// save_files: all files into the folder, which is made when it is not there. Without force nothing is written when one
// of them exists. Errors: misconfigured.
sdk::Result<void> save_files(const std::vector<OutputFile>& files, const std::string& folder, bool force);

}  // namespace postern::constellation
