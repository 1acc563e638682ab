// SPDX-License-Identifier: Apache-2.0
#pragma once

// NodeVersion: what Constellation says about the software of its nodes: the custom resource "constellation-version",
// group update.edgeless.systems/v1alpha1.

#include <optional>
#include <string>

#include "common/kube/api_client.h"

namespace postern::kube {

// of_constellation: a resource of that group: "nodeversions" or "joiningnodes". Cluster-wide.
Resource of_constellation(std::string plural);

inline constexpr const char* kNodeVersionName = "constellation-version";

struct NodeVersion {
  std::string components_reference;  // spec.kubernetesComponentsReference: the name of a ConfigMap in kube-system
};

// read_node_version: nothing when the cluster has none, or not even the resource. Errors: those of ApiClient;
// unavailable, when spec.kubernetesComponentsReference is not there or is no name of an object.
sdk::Result<std::optional<NodeVersion>> read_node_version(sdk::Call& call, ApiClient& client);

}  // namespace postern::kube
