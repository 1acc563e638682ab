// SPDX-License-Identifier: Apache-2.0
#pragma once

// ApiStore: token Secrets through the Kubernetes API. It needs the verbs create and delete on secrets in kube-system,
// and no other right there.

#include <memory>

#include "backends/kube-token/bootstrap_token/token_store.h"
#include "common/kube/api_client.h"

namespace postern::kube_token {

class ApiStore final : public TokenStore {
 public:
  explicit ApiStore(std::unique_ptr<kube::ApiClient> client) : client_(std::move(client)) {}

  // Errors of all: those of ApiClient.
  sdk::Result<Outcome> create(sdk::Call& call, const TokenSecret& secret) override;
  sdk::Result<void> remove(sdk::Call& call, const std::string& id) override;
  sdk::Result<ClusterFacts> facts(sdk::Call& call) override;
  sdk::Result<void> self_test(sdk::Call& call) override;

 private:
  const std::unique_ptr<kube::ApiClient> client_;
};

}  // namespace postern::kube_token
