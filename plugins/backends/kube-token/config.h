// SPDX-License-Identifier: Apache-2.0
#pragma once

// The configuration of the kube-token backend. Secrets appear in it by name only.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "backends/kube-token/manifest_store.h"
#include "backends/kube-token/server_url.h"
#include "postern/sdk/result.h"

namespace postern::kube_token {

// InClusterConfig: mode = "in-cluster".
struct InClusterConfig {
  std::string service_account_dir;      // absolute
  std::optional<ServerUrl> api_server;  // instead of the one that the environment names
};

// KubeconfigConfig: mode = "kubeconfig".
struct KubeconfigConfig {
  std::string secret;  // name of the secret whose content is the kubeconfig
};

struct Config {
  std::variant<InClusterConfig, KubeconfigConfig, ManifestConfig> mode;
  std::string api_server_endpoint;      // "host:port" for nodes; empty: that of the API server that is used
  std::chrono::milliseconds timeout{};  // per API request, never more than the call has left; no use to manifests
  std::chrono::seconds ttl{};           // of a token
};

// kConfigSchema: the same as JSON Schema (draft 2020-12).
extern const std::string_view kConfigSchema;

// read_config: pure. Errors: misconfigured, with the JSON pointer of the key.
sdk::Result<Config> read_config(std::string_view json);

}  // namespace postern::kube_token
