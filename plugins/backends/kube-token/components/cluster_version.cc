// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/components/cluster_version.h"

#include <algorithm>

#include "backends/kube-token/components/parse_components.h"
#include "common/csr/dns_name.h"
#include "common/kube/api_answer.h"

namespace postern::kube_token {
namespace {

using nlohmann::json;

// take_number: digits from the front; false when there are none.
bool take_number(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  text.remove_prefix(end);
  return end > 0 && end <= 5;
}

// optional_text: false when the value is there and no text.
bool optional_text(const json& object, std::initializer_list<const char*> path, std::string& out) {
  const json* value = kube::member(object, path);
  if (value == nullptr || value->is_null()) return true;
  if (!value->is_string()) return false;
  out = value->get<std::string>();
  return true;
}

sdk::Failure wrong(const std::string& what) { return sdk::Failure::misconfigured("", what); }

}  // namespace

bool is_kubernetes_version(std::string_view text) {
  constexpr std::string_view kSuffix = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-+";
  if (text.size() > 64) return false;
  if (text.starts_with('v')) text.remove_prefix(1);
  if (!take_number(text) || !text.starts_with('.')) return false;
  text.remove_prefix(1);
  if (!take_number(text)) return false;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (!take_number(text)) return false;
  }
  if (text.empty()) return true;
  return (text.front() == '-' || text.front() == '+') && text.size() > 1 && text.find_first_not_of(kSuffix) == text.npos;
}

sdk::Result<NodeVersion> parse_node_version(const json& object) {
  NodeVersion out;
  if (!optional_text(object, {"spec", "kubernetesClusterVersion"}, out.version) ||
      !(out.version.empty() || is_kubernetes_version(out.version)))
    return wrong("NodeVersion constellation-version: spec.kubernetesClusterVersion is no version of Kubernetes");
  if (!optional_text(object, {"spec", "kubernetesComponentsReference"}, out.config_map) ||
      !(out.config_map.empty() || csr::is_dns_subdomain(out.config_map)))
    return wrong("NodeVersion constellation-version: spec.kubernetesComponentsReference is no name of a ConfigMap");
  return out;
}

sdk::Result<ClusterVersion> parse_config_map(const json& object) {
  const std::string name = "ConfigMap " + kube::object_name(object) + " in namespace kube-system: ";
  ClusterVersion out;
  if (!optional_text(object, {"data", "cluster-version"}, out.version) ||
      !(out.version.empty() || is_kubernetes_version(out.version)))
    return wrong(name + "cluster-version is no version of Kubernetes");
  const std::string list = kube::text_member(object, {"data", "components"});
  if (list.empty()) return wrong(name + "there is no key components");
  POSTERN_TRY(components, parse_components(list));
  out.components = std::move(components);
  return out;
}

}  // namespace postern::kube_token
