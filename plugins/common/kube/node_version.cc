// SPDX-License-Identifier: Apache-2.0
#include "common/kube/node_version.h"

#include "common/kube/api_answer.h"

namespace postern::kube {

Resource of_constellation(std::string plural) {
  return {"update.edgeless.systems", "v1alpha1", "", std::move(plural)};
}

sdk::Result<std::optional<NodeVersion>> read_node_version(sdk::Call& call, ApiClient& client) {
  const Resource resource = of_constellation("nodeversions").named(kNodeVersionName);
  const auto answer = client.get(call, resource);
  if (!answer.ok() && is_not_found(answer.failure())) return std::optional<NodeVersion>();
  if (!answer.ok()) return answer.failure();
  NodeVersion version{text_member(answer.value(), {"spec", "kubernetesComponentsReference"})};
  if (!version.components_reference.empty() && resource.named(version.components_reference).is_valid())
    return std::optional(std::move(version));
  return sdk::Failure::unavailable(resource.text() + " has no spec.kubernetesComponentsReference that names a ConfigMap");
}

}  // namespace postern::kube
