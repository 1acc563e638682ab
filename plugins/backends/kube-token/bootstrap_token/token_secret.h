// SPDX-License-Identifier: Apache-2.0
#pragma once

// TokenSecret: the Kubernetes Secret that makes a bootstrap token valid, as the API and as kubectl take it: type
// bootstrap.kubernetes.io/token in kube-system, named after the token's id.

#include <chrono>
#include <string>
#include <string_view>

#include "backends/kube-token/bootstrap_token/bootstrap_token.h"

namespace postern::kube_token {

inline constexpr std::string_view kTokenNamespace = "kube-system";

// token_secret_name: "bootstrap-token-" + id.
std::string token_secret_name(std::string_view id);

struct TokenSecret {
  const BootstrapToken& token;  // outlives this
  std::chrono::sys_seconds expiration;
  std::string description;  // for whoever looks at the cluster's Secrets

  // json, yaml: the same object, its data in base64; the bytes are secret.
  sdk::Secret json() const;
  sdk::Secret yaml() const;
};

}  // namespace postern::kube_token
