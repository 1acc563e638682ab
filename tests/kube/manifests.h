// SPDX-License-Identifier: Apache-2.0
#pragma once

// The files in packaging/kubernetes as JSON.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace postern::test {

// read_manifests: the objects of a YAML file in packaging/kubernetes, in their order. Throws when it cannot be read.
std::vector<nlohmann::json> read_manifests(const std::string& name);

// rbac_of: those of rbac.yaml whose label postern/component is this.
std::vector<nlohmann::json> rbac_of(const std::string& component);

// components_of_rbac: every value that the label has there.
std::vector<std::string> components_of_rbac();

}  // namespace postern::test
