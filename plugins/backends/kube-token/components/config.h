// SPDX-License-Identifier: Apache-2.0
#pragma once

// The configuration of kube-components.

#include <string>
#include <string_view>

#include "common/kube/access_config.h"

namespace postern::kube_token {

struct KubeComponentsConfig {
  kube::AccessConfig access;
  bool required = false;   // whether a cluster without NodeVersion is an error
  std::string version;     // fixed; empty: the cluster's
  std::string config_map;  // fixed, in kube-system; empty: the one that NodeVersion names
};

extern const std::string_view kKubeComponentsSchema;

// read_kube_components_config: pure. Errors: misconfigured, with the JSON pointer of the key.
sdk::Result<KubeComponentsConfig> read_kube_components_config(std::string_view json);

}  // namespace postern::kube_token
