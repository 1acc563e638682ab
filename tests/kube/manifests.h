// SPDX-License-Identifier: Apache-2.0
#pragma once

// The files in packaging/kubernetes as JSON.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "common/kube/resource.h"

namespace postern::test {

// read_manifests: the objects of a YAML file in packaging/kubernetes, in their order. Throws when it cannot be read.
std::vector<nlohmann::json> read_manifests(const std::string& name);

// rbac_of: those of rbac.yaml whose label postern/component is this.
std::vector<nlohmann::json> rbac_of(const std::string& component);

// components_of_rbac: every value that the label has there.
std::vector<std::string> components_of_rbac();

// resource_of: where an object has its place. Its kind must be a known one; std::out_of_range otherwise.
kube::Resource resource_of(const nlohmann::json& object);

}  // namespace postern::test
