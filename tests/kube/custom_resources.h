// SPDX-License-Identifier: Apache-2.0
#pragma once

// The custom resources of a Constellation cluster that nodes and the join service use.

#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace postern::test {

inline const std::string kConstellationGroup = "update.edgeless.systems";

// custom_kinds: the kinds and their plurals.
const std::map<std::string, std::string>& custom_kinds();

// definition_of: its CustomResourceDefinition, cluster-wide, with the keys of the spec that tests use, none of them
// required.
nlohmann::json definition_of(const std::string& kind);

}  // namespace postern::test
