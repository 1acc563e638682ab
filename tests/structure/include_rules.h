// SPDX-License-Identifier: Apache-2.0
#pragma once

// Rules about who may include whom: includes point down the layers.

#include "structure/source_tree.h"

namespace postern::structure {

struct Include {
  std::size_t line = 0;  // from 1
  std::string target;    // what stands between the quotes or angle brackets
};

// includes_of: every #include of a file, in order.
std::vector<Include> includes_of(std::string_view content);

// check_host_layers: contract < attest < pipeline < {plugin, config, atls, rpc, collateral, observe, record} < gate <
// app, and none sideways. check_sides: plugins never include the host or each other, the host never includes plugins
// or the SDK, plugins/common includes no plugin. check_core: attest and pipeline include nothing but the standard
// library and the contract, and ask no clock. check_contract: the contract includes nothing but stddef.h and stdint.h;
// the SDK only the standard library and the contract, and json_config.h nlohmann-json.
Violations check_host_layers(const SourceTree& tree);
Violations check_sides(const SourceTree& tree);
Violations check_core(const SourceTree& tree);
Violations check_contract(const SourceTree& tree);

}  // namespace postern::structure
