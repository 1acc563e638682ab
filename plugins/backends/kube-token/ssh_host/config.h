// SPDX-License-Identifier: Apache-2.0
#pragma once

// The configuration of ssh-host-cert.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/kube/access_config.h"

namespace postern::kube_token {

// SshHostCertConfig: which principals a certificate gets beside those that the node names.
struct SshHostCertConfig {
  std::optional<kube::AccessConfig> access;  // cert_sans = "kubeadm-config": those of the API server's certificate
  std::vector<std::string> principals;       // cert_sans is a list
};

extern const std::string_view kSshHostCertSchema;

// read_ssh_host_cert_config: pure. Errors: misconfigured, with the JSON pointer of the key.
sdk::Result<SshHostCertConfig> read_ssh_host_cert_config(std::string_view json);

}  // namespace postern::kube_token
