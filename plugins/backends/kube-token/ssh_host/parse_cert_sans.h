// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "postern/sdk/result.h"

namespace postern::kube_token {

inline constexpr std::size_t kMaxCertSans = 256;
inline constexpr std::size_t kMaxClusterConfiguration = 256 * 1024;  // bytes of YAML

// parse_cert_sans: apiServer.certSANs of a ClusterConfiguration (kubeadm.k8s.io, YAML), as kubeadm keeps it in the
// ConfigMap kubeadm-config. Empty when there are none. Errors: misconfigured: no YAML map, too long, or something else
// than a list of texts there.
sdk::Result<std::vector<std::string>> parse_cert_sans(std::string_view yaml);

}  // namespace postern::kube_token
