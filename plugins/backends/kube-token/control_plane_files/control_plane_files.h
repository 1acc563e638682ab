// SPDX-License-Identifier: Apache-2.0
#pragma once

// ControlPlaneFiles: the backend "control-plane-files". Gives a node of the control plane what it must share with the
// others: the keys and certificates of the cluster's CAs and of its service accounts.

#include <array>
#include <memory>

#include "backends/kube-token/control_plane_files/config.h"
#include "postern/sdk/component.h"

namespace postern::kube_token {

// kControlPlaneFiles: names below the directory, which are those on the wire (kubeadm: certificates that are copied to
// other control planes). Those that end in ".key" are private keys.
inline constexpr std::array<std::string_view, 8> kControlPlaneFiles{
    "ca.key", "sa.key", "front-proxy-ca.key", "etcd/ca.key", "ca.crt", "sa.pub", "front-proxy-ca.crt", "etcd/ca.crt"};

class ControlPlaneFiles final : public sdk::Backend {
 public:
  using Config = ControlPlaneFilesConfig;
  static sdk::Description describe();
  static sdk::Result<Config> read_config(std::string_view json) { return read_control_plane_files_config(json); }
  static sdk::Result<std::unique_ptr<ControlPlaneFiles>> create(sdk::Call& call, Config config);

  explicit ControlPlaneFiles(std::string directory) : directory_(std::move(directory)) {}

  // self_test: all files can be read.
  sdk::Result<void> self_test(sdk::Call& call) override;

  // contribute: emits control_plane_files, all or none, read anew each time; nothing unless the role that the policy
  // granted is "control-plane", whatever the node asked for. Errors: misconfigured, naming the file: missing,
  // empty, longer than 64 KiB, or a private key that group or others have any right to.
  sdk::Result<void> contribute(sdk::Call& call, const sdk::Request& request) override;

 private:
  const std::string directory_;
};

}  // namespace postern::kube_token
