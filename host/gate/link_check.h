// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the steps of a chain prove, and whether each finds what it needs and is tied to those before it.

#include <map>
#include <set>
#include <string>

#include "host/gate/pipeline_report.h"
#include "host/gate/resolved.h"

namespace postern::gate {

// Proof: what is proven when all steps so far have allowed. A step that only warns proves nothing.
struct Proof {
  std::map<std::string, uint32_t, std::less<>> claims;  // with their types
  std::set<std::string> stated;  // claims that a step so far may state, those of steps that only warn included
  uint32_t bindings = 0;         // POSTERN_BINDING_BITs
  int enforced = 0;              // validators so far that do not only warn
};

// StepInstance: an instance where a step names it.
struct StepInstance {
  const std::string& name;
  const config::Position& at;
  const ResolvedInstance& resolved;

  const plugin::ComponentDescriptor& component() const { return *resolved.spec.component; }
};

// check_needs: the bindings and claims that the component needs, and the claims that its configuration names, are
// proven. BINDING_UNPROVEN, CLAIM_UNPROVEN, CLAIM_TYPE_MISMATCH.
void check_needs(const StepInstance& step, const Proof& proof, const PipelineReport& report);

// check_link: a later validator judges something else than the first, unless a proven value ties the two together.
// What comes after steps that only warn comes first: those prove nothing. CHAIN_UNLINKED.
void check_link(const StepInstance& step, const Proof& proof, const PipelineReport& report);

// check_stated: no claim is stated twice; a step that only warns states its claims when it allows, so twice is twice
// for it, too. CLAIM_TWICE.
void check_stated(const StepInstance& step, Proof& proof, const PipelineReport& report);

// check_bound: nonce and channel key are proven at the end. CHANNEL_UNBOUND.
void check_bound(const config::Position& at, const Proof& proof, const PipelineReport& report);

}  // namespace postern::gate
