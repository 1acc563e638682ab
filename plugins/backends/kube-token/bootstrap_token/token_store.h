// SPDX-License-Identifier: Apache-2.0
#pragma once

// TokenStore: where token Secrets are put, and what a node must know of the cluster behind it.

#include <string>

#include "backends/kube-token/bootstrap_token/token_secret.h"
#include "postern/sdk/call.h"

namespace postern::kube_token {

// ClusterFacts: what a joining node is told. Not secret.
struct ClusterFacts {
  std::string ca;                   // PEM
  std::string api_server_endpoint;  // "host:port"; empty when the store does not know it
};

class TokenStore {
 public:
  enum class Outcome {
    kCreated,
    kTaken  // the id exists already and is somebody else's; nothing was changed
  };
  virtual ~TokenStore() = default;

  // create: makes the Secret valid. After a failure it may exist all the same; remove settles that. Any thread.
  virtual sdk::Result<Outcome> create(sdk::Call& call, const TokenSecret& secret) = 0;

  // remove: the Secret of this token id is gone afterwards, whether it existed or not.
  virtual sdk::Result<void> remove(sdk::Call& call, const std::string& id) = 0;

  virtual sdk::Result<ClusterFacts> facts(sdk::Call& call) = 0;

  // self_test: whether create and remove are possible and permitted now.
  virtual sdk::Result<void> self_test(sdk::Call& call) = 0;
};

}  // namespace postern::kube_token
