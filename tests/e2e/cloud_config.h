// SPDX-License-Identifier: Apache-2.0
#pragma once

// Configurations of gates and nodes for tests with machines of the clouds; every service is the stand-in.

#include <memory>
#include <string>

#include "e2e/gate_process.h"
#include "e2e/run_to_end.h"
#include "support/cloud_stand_in.h"
#include "support/temp_dir.h"

namespace postern::test {

// CloudGate: what a gate is told.
struct CloudGate {
  std::string collateral;  // further lines of [collateral]
  std::string config;      // further lines of the validator's configuration
  std::string gate;        // further lines of [gate]
};

// azure_gate: a gate that admits workers with evidence of azure-sev-snp from machines of this PKI. sev_es_gate,
// sev_snp_gate: the same for Google's. The root is written into dir, which outlives the gate.
GateConfig azure_gate(const TempDir& dir, const CloudStandIn& cloud, const AmdPki& pki, const CloudGate& more = {});
GateConfig sev_es_gate(const TempDir& dir, const CloudStandIn& cloud, const GcpVm& vm);
GateConfig sev_snp_gate(const TempDir& dir, const CloudStandIn& cloud, const GcpVm& vm);

// azure_node, sev_es_node, sev_snp_node: the path of a node's file, written into dir. more: lines of the issuer's
// configuration.
std::string azure_node(const TempDir& dir, const CloudStandIn& cloud, const AzureVm& vm, const std::string& more = "");
std::string sev_es_node(const TempDir& dir, const CloudStandIn& cloud, const GcpVm& vm);
std::string sev_snp_node(const TempDir& dir, const CloudStandIn& cloud, const GcpVm& vm, const TsmStandIn& kernel);

// join_with: the program `postern join` with that file, as a worker.
Ended join_with(const std::string& node_file, const GateProcess& gate);

}  // namespace postern::test
