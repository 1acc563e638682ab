// SPDX-License-Identifier: Apache-2.0
#include "host/pipeline/protocol.h"

#include "host/pipeline/request.h"

namespace postern::pipeline {

const std::vector<std::string>* carried_by_join_api(std::string_view kind) {
  static const std::vector<std::string> join{
      "state_disk_key", "measurement_salt",    "measurement_secret", "kubelet_cert",
      "api_server_endpoint", "token",          "discovery_token_ca_cert_hash", "control_plane_files",
      "kubernetes_version",  "kubernetes_components", "authorized_ca_public_key", "host_certificate"};
  static const std::vector<std::string> rejoin{"state_disk_key", "measurement_secret"};
  if (kind == kJoin) return &join;
  return kind == kRejoin ? &rejoin : nullptr;
}

}  // namespace postern::pipeline
