// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "common/kube/access_config.h"

namespace postern::joining_node {

struct Config {
  kube::AccessConfig access;
  bool is_required = false;  // refuse joins in a cluster without JoiningNode and NodeVersion; else do nothing there
};

// kConfigSchema: the same as JSON Schema (draft 2020-12).
extern const std::string_view kConfigSchema;

// read_config: pure. Errors: misconfigured, with the JSON pointer of the key.
sdk::Result<Config> read_config(std::string_view json);

}  // namespace postern::joining_node
