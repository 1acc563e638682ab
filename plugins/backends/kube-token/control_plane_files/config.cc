// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/control_plane_files/config.h"

#include "common/kube/access_config.h"

namespace postern::kube_token {

const std::string_view kControlPlaneFilesSchema = R"json({
  "type": "object",
  "properties": {
    "directory": {"type": "string", "x-postern-path": true, "default": "/etc/kubernetes/pki",
                  "description": "folder of the cluster's keys and certificates, as kubeadm lays it out"}
  },
  "additionalProperties": false
})json";

sdk::Result<ControlPlaneFilesConfig> read_control_plane_files_config(std::string_view json) {
  POSTERN_TRY(reader, sdk::JsonConfig::parse(json));
  POSTERN_TRY(text, reader.text_or("directory", "/etc/kubernetes/pki"));
  POSTERN_TRY(directory, kube::read_absolute_path(reader, "directory", std::move(text)));
  POSTERN_CHECK(reader.finish());
  return ControlPlaneFilesConfig{std::move(directory)};
}

}  // namespace postern::kube_token
