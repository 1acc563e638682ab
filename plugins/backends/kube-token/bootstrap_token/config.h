// SPDX-License-Identifier: Apache-2.0
#pragma once

// The configuration of the kube-token backend. Secrets appear in it by name only.

#include <chrono>
#include <string>
#include <string_view>
#include <variant>

#include "backends/kube-token/bootstrap_token/manifest_store.h"
#include "common/kube/access_config.h"
#include "postern/sdk/result.h"

namespace postern::kube_token {

struct Config {
  std::variant<kube::AccessConfig, ManifestConfig> mode;
  std::string api_server_endpoint;  // "host:port" for nodes; empty: that of the API server that is used
  std::chrono::seconds ttl{};       // of a token
};

// kConfigSchema: the same as JSON Schema (draft 2020-12).
extern const std::string_view kConfigSchema;

// read_config: pure. Errors: misconfigured, with the JSON pointer of the key.
sdk::Result<Config> read_config(std::string_view json);

}  // namespace postern::kube_token
