// SPDX-License-Identifier: Apache-2.0
#include "kube/manifests.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <stdexcept>

namespace postern::test {
namespace {

using nlohmann::json;

// scalar: plain ones have the type that YAML 1.2's core schema gives them, quoted ones are text (tag "!").
json scalar(const YAML::Node& node) {
  int number = 0;
  bool flag = false;
  if (node.Tag() == "!") return node.Scalar();
  if (node.Scalar() == "true" || node.Scalar() == "false") return YAML::convert<bool>::decode(node, flag), flag;
  if (YAML::convert<int>::decode(node, number) && std::to_string(number) == node.Scalar()) return number;
  return node.Scalar();
}

json to_json(const YAML::Node& node) {
  if (node.IsScalar()) return scalar(node);
  json out = node.IsSequence() ? json::array() : node.IsMap() ? json::object() : json();
  if (node.IsSequence())
    for (const YAML::Node& item : node) out.push_back(to_json(item));
  if (node.IsMap())
    for (const auto& item : node) out[item.first.Scalar()] = to_json(item.second);
  return out;
}

std::string component_of(const json& object) { return object.at("metadata").at("labels").at("postern/component"); }

}  // namespace

std::vector<json> read_manifests(const std::string& name) {
  std::vector<json> objects;
  for (const YAML::Node& document : YAML::LoadAllFromFile(POSTERN_SOURCE_DIR "/packaging/kubernetes/" + name))
    if (!document.IsNull()) objects.push_back(to_json(document));
  if (objects.empty()) throw std::runtime_error(name + " holds no object");
  return objects;
}

std::vector<json> rbac_of(const std::string& component) {
  std::vector<json> found;
  for (const json& object : read_manifests("rbac.yaml"))
    if (component_of(object) == component) found.push_back(object);
  if (found.empty()) throw std::runtime_error("rbac.yaml has nothing for " + component);
  return found;
}

std::vector<std::string> components_of_rbac() {
  std::vector<std::string> names;
  for (const json& object : read_manifests("rbac.yaml"))
    if (std::find(names.begin(), names.end(), component_of(object)) == names.end()) names.push_back(component_of(object));
  return names;
}

kube::Resource resource_of(const json& object) {
  static const std::map<std::string, std::string> plurals{
      {"Namespace", "namespaces"}, {"ServiceAccount", "serviceaccounts"}, {"Role", "roles"},
      {"RoleBinding", "rolebindings"}, {"ClusterRole", "clusterroles"}, {"ClusterRoleBinding", "clusterrolebindings"},
      {"ConfigMap", "configmaps"}, {"Secret", "secrets"}, {"Deployment", "deployments"}, {"Service", "services"},
      {"CustomResourceDefinition", "customresourcedefinitions"}, {"NodeVersion", "nodeversions"},
      {"JoiningNode", "joiningnodes"}};
  const std::string api = object.at("apiVersion"), kind = object.at("kind");
  const std::size_t slash = api.find('/');
  const json& meta = object.at("metadata");
  return {slash == api.npos ? "" : api.substr(0, slash), slash == api.npos ? api : api.substr(slash + 1),
          meta.value("namespace", ""), plurals.at(kind), meta.at("name")};
}

}  // namespace postern::test
