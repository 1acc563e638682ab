// SPDX-License-Identifier: Apache-2.0
#pragma once

// KubeconfigAccess: access by a kubeconfig that the host keeps as a named secret.

#include "common/kube/api_access.h"

namespace postern::kube {

class KubeconfigAccess final : public AccessSource {
 public:
  explicit KubeconfigAccess(std::string secret) : secret_(std::move(secret)) {}

  // The kubeconfig and the files that it names are read each time; files with the key or the token must be private.
  sdk::Result<ApiAccess> load(sdk::Call& call) const override;

 private:
  const std::string secret_;  // the secret's name
};

}  // namespace postern::kube
