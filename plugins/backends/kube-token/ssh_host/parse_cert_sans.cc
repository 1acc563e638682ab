// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/ssh_host/parse_cert_sans.h"

#include <yaml-cpp/yaml.h>

namespace postern::kube_token {
namespace {

sdk::Failure wrong(const std::string& what) {
  return sdk::Failure::misconfigured("", "ClusterConfiguration in ConfigMap kubeadm-config: " + what);
}

sdk::Result<std::vector<std::string>> read_list(const YAML::Node& root) {
  if (!root.IsMap()) return wrong("is not a YAML map");
  const YAML::Node server = root["apiServer"];
  if (!server.IsDefined() || server.IsNull()) return std::vector<std::string>();
  if (!server.IsMap()) return wrong("apiServer is no map");
  const YAML::Node list = server["certSANs"];
  if (!list.IsDefined() || list.IsNull()) return std::vector<std::string>();
  if (!list.IsSequence() || list.size() > kMaxCertSans) return wrong("apiServer.certSANs is no list, or too long");
  std::vector<std::string> names;
  for (const YAML::Node& name : list) {
    if (!name.IsScalar()) return wrong("apiServer.certSANs has an entry that is no text");
    names.push_back(name.Scalar());
  }
  return names;
}

}  // namespace

sdk::Result<std::vector<std::string>> parse_cert_sans(std::string_view yaml) {
  if (yaml.size() > kMaxClusterConfiguration) return wrong("is longer than 256 KiB");
  try {
    return read_list(YAML::Load(std::string(yaml)));
  } catch (const YAML::Exception& error) {
    return wrong("is not readable YAML near line " + std::to_string(error.mark.line + 1));
  }
}

}  // namespace postern::kube_token
