// SPDX-License-Identifier: Apache-2.0
#pragma once

// read_pipeline: one [[pipeline]] table.

#include "host/config/gate_file.h"
#include "host/config/table_reader.h"

namespace postern::config {

PipelineEntry read_pipeline(const std::string& file, const toml::table& table, Diagnostics& out);

}  // namespace postern::config
