// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/components/config.h"

#include "backends/kube-token/components/cluster_version.h"
#include "common/csr/dns_name.h"

namespace postern::kube_token {

const std::string_view kKubeComponentsSchema = R"json({
  "type": "object",
  "properties": {
    )json" POSTERN_KUBE_ACCESS_MODE R"json(,
    )json" POSTERN_KUBE_ACCESS_PROPERTIES R"json(,
    "required": {"type": "boolean", "default": false,
                 "description": "refuse when the cluster has no NodeVersion \"constellation-version\""},
    "version": {"type": "string", "description": "Kubernetes version for nodes, instead of the cluster's"},
    "config_map": {"type": "string",
                   "description": "ConfigMap in kube-system with the components, instead of the one NodeVersion names"}
  },
  "required": ["mode"],
  "oneOf": [
    )json" POSTERN_KUBE_ACCESS_CHOICE R"json(
  ],
  "additionalProperties": false
})json";

sdk::Result<KubeComponentsConfig> read_kube_components_config(std::string_view json) {
  POSTERN_TRY(reader, sdk::JsonConfig::parse(json));
  KubeComponentsConfig config;
  POSTERN_TRY(access, kube::read_access(reader));
  config.access = std::move(access);
  POSTERN_TRY(required, reader.flag_or("required", false));
  config.required = required;
  POSTERN_TRY(version, reader.text_or("version", ""));
  if (reader.has("version") && !is_kubernetes_version(version))
    return reader.wrong("version", "expected a version of Kubernetes such as \"v1.33.1\", found \"" + version + "\"");
  config.version = std::move(version);
  POSTERN_TRY(config_map, reader.text_or("config_map", ""));
  if (reader.has("config_map") && !csr::is_dns_subdomain(config_map))
    return reader.wrong("config_map", "expected the name of a ConfigMap, found \"" + config_map + "\"");
  config.config_map = std::move(config_map);
  POSTERN_CHECK(reader.finish());
  return config;
}

}  // namespace postern::kube_token
