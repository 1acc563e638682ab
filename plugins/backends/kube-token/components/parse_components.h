// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "backends/kube-token/components/component.h"
#include "postern/sdk/result.h"

namespace postern::kube_token {

inline constexpr std::size_t kMaxComponents = 64;
inline constexpr std::size_t kMaxComponentsText = 256 * 1024;  // bytes of JSON

// parse_components: the list as Constellation keeps it in the key "components" of a ConfigMap: JSON objects of url,
// hash, install_path and extract, where hash and extract may be absent and nothing else may be there; each is good by
// check_component, and no two have one install_path. Errors: misconfigured, naming the place in the list: whoever set up
// the cluster must change it.
sdk::Result<std::vector<Component>> parse_components(std::string_view json);

}  // namespace postern::kube_token
