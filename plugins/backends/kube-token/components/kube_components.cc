// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/components/kube_components.h"

#include "common/kube/node_version.h"

namespace postern::kube_token {
namespace {

using sdk::Result;

constexpr std::string_view kVersion = "kubernetes_version";
constexpr std::string_view kComponents = "kubernetes_components";

kube::Resource config_map_resource(const std::string& name) {
  return {.space = "kube-system", .plural = "configmaps", .name = name};
}

}  // namespace

sdk::Description KubeComponents::describe() {
  return {.id = "kube-components",
          .version = "1.0.0",
          .summary = "Kubernetes version and components of a Constellation cluster",
          .config_schema_json = kKubeComponentsSchema,
          .threading = POSTERN_THREADING_CONCURRENT,
          .fields_out = {{kVersion, POSTERN_TYPE_TEXT}, {kComponents, POSTERN_TYPE_TEXT, POSTERN_FIELD_REPEATED}}};
}

Result<std::unique_ptr<KubeComponents>> KubeComponents::create(sdk::Call&, Config config) {
  POSTERN_TRY(client, kube::create_client(config.access));
  return std::make_unique<KubeComponents>(std::move(client), std::move(config));
}

// node_version: nothing when the cluster has none, be it the object or the whole resource.
Result<std::optional<NodeVersion>> KubeComponents::node_version(sdk::Call& call) {
  const auto object = client_->get(call, kube::of_constellation("nodeversions").named(kube::kNodeVersionName));
  if (object.ok()) {
    POSTERN_TRY(found, parse_node_version(object.value()));
    return std::optional(std::move(found));
  }
  if (config_.required || !kube::is_not_found(object.failure())) return object.failure();
  call.info("the cluster has no NodeVersion constellation-version; nodes are told no components");
  return std::optional<NodeVersion>();
}

Result<ClusterVersion> KubeComponents::cluster_version(sdk::Call& call) {
  NodeVersion named{config_.version, config_.config_map};
  if (named.config_map.empty()) {
    POSTERN_TRY(found, node_version(call));
    if (!found) return ClusterVersion{named.version, {}};
    named.config_map = std::move(found->config_map);
    if (named.version.empty()) named.version = std::move(found->version);
    if (named.config_map.empty() && config_.required)
      return sdk::Failure::misconfigured("", "NodeVersion constellation-version names no components");
  }
  if (named.config_map.empty()) return ClusterVersion{std::move(named.version), {}};
  POSTERN_TRY(object, client_->get(call, config_map_resource(named.config_map)));
  POSTERN_TRY(out, parse_config_map(object));
  if (!named.version.empty()) out.version = std::move(named.version);
  return out;
}

Result<void> KubeComponents::self_test(sdk::Call& call) {
  POSTERN_CHECK(cluster_version(call));
  return {};
}

Result<void> KubeComponents::contribute(sdk::Call& call, const sdk::Request& request) {
  if (!request.wants(kVersion) && !request.wants(kComponents)) return {};
  POSTERN_TRY(found, cluster_version(call));
  if (request.wants(kVersion) && !found.version.empty()) POSTERN_CHECK(call.emit_text(kVersion, found.version));
  if (!request.wants(kComponents)) return {};
  for (const Component& component : found.components)
    POSTERN_CHECK(call.emit_text(kComponents, ticket_value(component), component.install_path));
  return {};
}

}  // namespace postern::kube_token
