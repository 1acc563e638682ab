// SPDX-License-Identifier: Apache-2.0
#pragma once

// InClusterAccess: access with the service account that Kubernetes mounts into a pod.

#include "common/kube/api_access.h"

namespace postern::kube {

inline constexpr std::string_view kServiceAccountDir = "/var/run/secrets/kubernetes.io/serviceaccount";

// server_from_environment: from KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT.
// Errors: misconfigured, when they are missing or make no address.
sdk::Result<ServerUrl> server_from_environment();

class InClusterAccess final : public AccessSource {
 public:
  InClusterAccess(std::string directory, ServerUrl server)
      : directory_(std::move(directory)), server_(std::move(server)) {}

  // token and ca.crt are read each time: the token rotates.
  sdk::Result<ApiAccess> load(sdk::Call& call) const override;

 private:
  const std::string directory_;
  const ServerUrl server_;
};

}  // namespace postern::kube
