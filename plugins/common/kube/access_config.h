// SPDX-License-Identifier: Apache-2.0
#pragma once

// AccessConfig: the part of a component's configuration that says how it reaches a cluster. Every component that talks
// to one has the same keys:
//   mode = "in-cluster" | "kubeconfig"
//   in-cluster: service_account_dir (absolute path), api_server (https URL); both optional
//   kubeconfig: kubeconfig (name of the secret that holds it)
//   timeout: of one API request ("10s"; 10ms to 1m)

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "common/kube/api_client.h"
#include "postern/sdk/json_config.h"

namespace postern::kube {

// InClusterConfig: mode = "in-cluster".
struct InClusterConfig {
  std::string service_account_dir;      // absolute
  std::optional<ServerUrl> api_server;  // instead of the one that the environment names
};

// KubeconfigConfig: mode = "kubeconfig".
struct KubeconfigConfig {
  std::string secret;  // name of the secret whose content is the kubeconfig
};

struct AccessConfig {
  std::variant<InClusterConfig, KubeconfigConfig> source;
  std::chrono::milliseconds timeout{};  // per API request, never more than the call has left
};

// read_access: all keys of above; or all but mode, which the component has read and knows to be one of the two. Pure.
// Errors: misconfigured, with the JSON pointer of the key.
sdk::Result<AccessConfig> read_access(sdk::JsonConfig& reader);
sdk::Result<AccessConfig> read_access(sdk::JsonConfig& reader, const std::string& mode);

// read_absolute_path: text that a key holds, without slashes at the end. Errors: misconfigured.
sdk::Result<std::string> read_absolute_path(sdk::JsonConfig& reader, const std::string& key, std::string text);

// create_client: Errors: misconfigured, when this is no pod and no api_server is given.
sdk::Result<std::unique_ptr<ApiClient>> create_client(AccessConfig config);

}  // namespace postern::kube

// The same as pieces of JSON Schema, to be written between other string literals. PROPERTIES lacks the property "mode";
// MODE is that property for components with no other mode; CHOICE is the list for "oneOf".
#define POSTERN_KUBE_ACCESS_PROPERTIES                                                                              \
  R"json("service_account_dir": {"type": "string", "x-postern-path": true,)json"                                    \
  R"json( "description": "in-cluster: folder with token and ca.crt"},)json"                                         \
  R"json("api_server": {"type": "string", "description": "in-cluster: https URL, instead of the environment's"},)json" \
  R"json("kubeconfig": {"type": "string", "description": "kubeconfig: name of the secret that holds it"},)json"      \
  R"json("timeout": {"type": "string", "pattern": "^[0-9]+(ms|s|m|h)$", "default": "10s",)json"                     \
  R"json( "description": "of one API request, 10ms to 1m"})json"
#define POSTERN_KUBE_ACCESS_MODE \
  R"json("mode": {"enum": ["in-cluster", "kubeconfig"], "description": "how the cluster is reached"})json"
#define POSTERN_KUBE_ACCESS_CHOICE                             \
  R"json({"properties": {"mode": {"const": "in-cluster"}}},)json" \
  R"json({"properties": {"mode": {"const": "kubeconfig"}}, "required": ["kubeconfig"]})json"
