// SPDX-License-Identifier: Apache-2.0
#pragma once

// The configuration of the kms backend. Secrets appear in it by name only.

#include <string>
#include <string_view>

#include "common/keys/source_config.h"
#include "postern/sdk/result.h"

namespace postern::kms {

struct Config {
  keys::SourceConfig source;
  std::string measurement_salt;  // name of a secret of 32 raw bytes, handed out as it is
  std::string instance_claim;    // bind = "instance": the claim that disk keys are bound to; else empty
};

// kConfigSchema: the same as JSON Schema (draft 2020-12).
extern const std::string_view kConfigSchema;

// read_config: pure. Errors: misconfigured, with the JSON pointer of the key.
sdk::Result<Config> read_config(std::string_view json);

}  // namespace postern::kms
