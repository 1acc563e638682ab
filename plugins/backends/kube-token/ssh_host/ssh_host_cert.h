// SPDX-License-Identifier: Apache-2.0
#pragma once

// SshHostCert: the backend "ssh-host-cert". Certifies a node's SSH host key, so that whoever trusts the cluster's SSH CA
// knows the node. The CA's key is made from a seed that an earlier step (kms) derives.

#include <memory>

#include "backends/kube-token/ssh_host/config.h"
#include "common/ssh/public_key.h"
#include "postern/sdk/component.h"

namespace postern::kube_token {

class SshHostCert final : public sdk::Backend {
 public:
  using Config = SshHostCertConfig;
  static sdk::Description describe();
  static sdk::Result<Config> read_config(std::string_view json) { return read_ssh_host_cert_config(json); }
  static sdk::Result<std::unique_ptr<SshHostCert>> create(sdk::Call& call, Config config);

  SshHostCert(std::unique_ptr<kube::ApiClient> client, std::vector<std::string> principals)
      : client_(std::move(client)), principals_(std::move(principals)) {}

  // self_test: the API server's names can be read, where they are wanted.
  sdk::Result<void> self_test(sdk::Call& call) override;

  // contribute: emits authorized_ca_public_key and host_certificate, valid from call.now() without an end; nothing when
  // the request has no host_public_key. Errors: denied, REQUEST_INVALID: a key or a principal that is none, or no
  // principal at all; misconfigured: no seed, kubeadm-config is wrong; those of ApiClient.
  sdk::Result<void> contribute(sdk::Call& call, const sdk::Request& request) override;

 private:
  sdk::Result<std::vector<std::string>> api_server_names(sdk::Call& call);
  sdk::Result<std::string> certify(sdk::Call& call, const sdk::Request& request, const ssh::PublicKey& key,
                                   sdk::ByteView seed, std::string& ca_line);

  const std::unique_ptr<kube::ApiClient> client_;  // null: not needed
  const std::vector<std::string> principals_;
};

}  // namespace postern::kube_token
