// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/import-constellation/instance_config.h"

namespace postern::constellation {

// check_instance: whether the validators' parsers take the keys that they share, with the files' contents in their
// place, as a gate puts them there. Errors: misconfigured.
sdk::Result<void> check_instance(Variant variant, const Instance& instance, const nlohmann::ordered_json& set);

}  // namespace postern::constellation
