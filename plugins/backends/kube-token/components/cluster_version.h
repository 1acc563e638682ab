// SPDX-License-Identifier: Apache-2.0
#pragma once

// ClusterVersion: what the operator of a Constellation cluster says that its nodes run.

#include <string>
#include <string_view>
#include <vector>

#include "backends/kube-token/components/component.h"
#include "common/kube/api_client.h"

namespace postern::kube_token {

// is_kubernetes_version: "v1.33" or "v1.33.1", the "v" optional, and perhaps "-rc.1" or "+build" behind; at most 64.
bool is_kubernetes_version(std::string_view text);

// NodeVersion: of the custom resource "constellation-version" (update.edgeless.systems/v1alpha1), its spec's
// kubernetesClusterVersion and kubernetesComponentsReference. Either may be empty.
struct NodeVersion {
  std::string version;
  std::string config_map;
};

// parse_node_version: Errors: misconfigured, when a value is there and is none of its kind.
sdk::Result<NodeVersion> parse_node_version(const nlohmann::json& object);

struct ClusterVersion {
  std::string version;
  std::vector<Component> components;
};

// parse_config_map: of a ConfigMap its keys "components" and "cluster-version"; the latter may be absent. Errors:
// misconfigured.
sdk::Result<ClusterVersion> parse_config_map(const nlohmann::json& object);

}  // namespace postern::kube_token
