// SPDX-License-Identifier: Apache-2.0
#pragma once

// ApiStore: token Secrets through the Kubernetes API. It needs the verbs create and delete on secrets in kube-system,
// and no other right there.

#include <chrono>
#include <memory>

#include "backends/kube-token/https_client.h"
#include "backends/kube-token/token_store.h"

namespace postern::kube_token {

class ApiStore final : public TokenStore {
 public:
  ApiStore(std::unique_ptr<AccessSource> access, std::chrono::milliseconds timeout)
      : access_(std::move(access)), timeout_(timeout) {}

  // Errors of all: those of the access source and of HttpsClient; unavailable for 429, 5xx and answers that make no
  // sense; misconfigured with BACKEND_REFUSED for 401, 403 (naming verb and resource) and other refusals.
  sdk::Result<Outcome> create(sdk::Call& call, const TokenSecret& secret) override;
  sdk::Result<void> remove(sdk::Call& call, const std::string& id) override;
  sdk::Result<ClusterFacts> facts(sdk::Call& call) override;
  sdk::Result<void> self_test(sdk::Call& call) override;

 private:
  sdk::Result<bool> may(sdk::Call& call, const ApiAccess& access, const std::string& verb);

  const std::unique_ptr<AccessSource> access_;
  const std::chrono::milliseconds timeout_;  // per request
  HttpsClient client_;
};

}  // namespace postern::kube_token
