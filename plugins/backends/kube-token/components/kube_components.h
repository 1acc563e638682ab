// SPDX-License-Identifier: Apache-2.0
#pragma once

// KubeComponents: the backend "kube-components". Tells a node which Kubernetes version it is to run and what to install
// for that, as a Constellation cluster keeps it. Other clusters have none, and then there is nothing to tell.

#include <memory>
#include <optional>

#include "backends/kube-token/components/cluster_version.h"
#include "backends/kube-token/components/config.h"
#include "postern/sdk/component.h"

namespace postern::kube_token {

class KubeComponents final : public sdk::Backend {
 public:
  using Config = KubeComponentsConfig;
  static sdk::Description describe();
  static sdk::Result<Config> read_config(std::string_view json) { return read_kube_components_config(json); }
  static sdk::Result<std::unique_ptr<KubeComponents>> create(sdk::Call& call, Config config);

  KubeComponents(std::unique_ptr<kube::ApiClient> client, Config config)
      : client_(std::move(client)), config_(std::move(config)) {}

  // self_test: what contribute would read can be read.
  sdk::Result<void> self_test(sdk::Call& call) override;

  // contribute: emits kubernetes_version and kubernetes_components. The version is the configured one, NodeVersion's or
  // the ConfigMap's, the first that there is. A cluster without NodeVersion gives nothing, but what is configured,
  // unless required. Errors: misconfigured: required and absent, a ConfigMap that is named and not there, contents that
  // are wrong; those of ApiClient.
  sdk::Result<void> contribute(sdk::Call& call, const sdk::Request& request) override;

 private:
  sdk::Result<std::optional<NodeVersion>> node_version(sdk::Call& call);
  sdk::Result<ClusterVersion> cluster_version(sdk::Call& call);

  const std::unique_ptr<kube::ApiClient> client_;
  const Config config_;
};

}  // namespace postern::kube_token
