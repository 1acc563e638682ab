// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "postern/sdk/result.h"

namespace postern::constellation {

// read_source: the text as a JSON object: JSON when it starts with '{', else YAML (read_yaml). A ConfigMap, as
// `kubectl get configmap join-config -o yaml` prints it, is opened: its attestationConfig counts. Errors:
// misconfigured.
sdk::Result<nlohmann::json> read_source(std::string_view text);

}  // namespace postern::constellation
