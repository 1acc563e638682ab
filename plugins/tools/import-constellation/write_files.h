// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "tools/import-constellation/instance_config.h"

namespace postern::constellation {

// write_gate_file: a whole configuration that `postern check` takes, with the notes in its head comment.
std::string write_gate_file(Variant variant, const Instance& instance, const std::vector<std::string>& notes);

// write_measurement_file: the set as a measurement file.
std::string write_measurement_file(const nlohmann::ordered_json& set);

}  // namespace postern::constellation
