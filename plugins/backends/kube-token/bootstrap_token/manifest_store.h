// SPDX-License-Identifier: Apache-2.0
#pragma once

// ManifestStore: token Secrets as YAML files in a directory, for a cluster that something else applies them to. What
// was applied already is not undone by removing its file; it ends with its expiration.

#include <string>

#include "backends/kube-token/bootstrap_token/token_store.h"

namespace postern::kube_token {

struct ManifestConfig {
  std::string directory;            // absolute; ours, and writable by nobody else
  std::string ca_file;              // absolute path of the cluster's CA, PEM
  std::string api_server_endpoint;  // "host:port"
};

class ManifestStore final : public TokenStore {
 public:
  explicit ManifestStore(ManifestConfig config) : config_(std::move(config)) {}

  // create: the file bootstrap-token-<id>.yaml, mode 0600, appears whole or not at all and is on disk when this
  // returns; an existing one is never replaced. Errors: misconfigured, when the directory is missing, can be written
  // by group or others, or belongs to another user; unavailable, when writing fails.
  sdk::Result<Outcome> create(sdk::Call& call, const TokenSecret& secret) override;

  // remove: the file, and what an interrupted create may have left of it.
  sdk::Result<void> remove(sdk::Call& call, const std::string& id) override;
  sdk::Result<ClusterFacts> facts(sdk::Call& call) override;
  sdk::Result<void> self_test(sdk::Call& call) override;

 private:
  const ManifestConfig config_;
};

}  // namespace postern::kube_token
