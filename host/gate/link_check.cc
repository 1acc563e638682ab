// SPDX-License-Identifier: Apache-2.0
#include "host/gate/link_check.h"

#include "host/attest/bindings.h"
#include "host/config/nearest.h"

namespace postern::gate {
namespace {

using config::Code;

std::string binding_list(uint32_t bits) {
  std::vector<std::string> names;
  for (uint32_t kind = 1; kind < 32; ++kind)
    if ((bits & POSTERN_BINDING_BIT(kind)) != 0) names.push_back(attest::binding_name(kind));
  return names.empty() ? "none" : config::joined(names);
}

std::vector<std::string> names_of(const Proof& proof) {
  std::vector<std::string> names;
  for (const auto& [claim, type] : proof.claims) names.push_back(claim);
  return names;
}

// unproven_hint: the nearest claim that is proven; or that a step does state the claim, but only warns.
std::string unproven_hint(const std::string& claim, const Proof& proof) {
  if (proof.stated.contains(claim)) return "the step that states it only warns, and so proves nothing";
  return config::hint_of(claim, names_of(proof));
}

}  // namespace

void check_needs(const StepInstance& step, const Proof& proof, const PipelineReport& report) {
  const std::string needs = "'" + step.name + "' needs the ";
  if (const uint32_t missing = step.component().bindings_in & ~proof.bindings; missing != 0)
    report.error(step.at, Code::kBindingUnproven, needs + "binding " + binding_list(missing) + ", which no earlier step proves",
                 "proven by then: " + binding_list(proof.bindings));
  for (const auto& [claim, type] : step.component().claims_in) {
    const auto found = proof.claims.find(claim);
    if (found == proof.claims.end())
      report.error(step.at, Code::kClaimUnproven, needs + "claim " + claim + ", which no earlier step proves",
                   unproven_hint(claim, proof));
    else if (found->second != type)
      report.error(step.at, Code::kClaimTypeMismatch, needs + "claim " + claim + " as " + std::string(attest::type_name(type)) +
                                                          "; it is proven as " + std::string(attest::type_name(found->second)));
  }
  for (const NamedClaim& claim : step.resolved.claims)
    if (!proof.claims.contains(claim.name))
      report.error(claim.at, Code::kClaimUnproven,
                   "the configuration of '" + step.name + "' names the claim " + claim.name + ", which no earlier step proves",
                   unproven_hint(claim.name, proof));
}

void check_link(const StepInstance& step, const Proof& proof, const PipelineReport& report) {
  if (proof.enforced == 0) return;
  const plugin::ComponentDescriptor& component = step.component();
  if (((component.bindings_in | component.bindings_out) & proof.bindings) != 0) return;
  report.error(step.at, Code::kChainUnlinked,
               "validator '" + step.name + "' has no cryptographic link to the steps before: they prove the bindings " +
                   binding_list(proof.bindings) + ", it has to do with " +
                   binding_list(component.bindings_in | component.bindings_out),
               "it might judge another machine's evidence; a step between the two must prove a binding that both know");
}

void check_stated(const StepInstance& step, Proof& proof, const PipelineReport& report) {
  for (const auto& [claim, type] : step.component().claims_out)
    if (!proof.stated.insert(claim).second)
      report.error(step.at, Code::kClaimTwice, "claim " + claim + " is proven by an earlier step already; '" + step.name +
                                                   "' would prove it twice",
                   "remove one of the two steps");
}

void check_bound(const config::Position& at, const Proof& proof, const PipelineReport& report) {
  const uint32_t needed = POSTERN_BINDING_BIT(POSTERN_BINDING_NONCE) | POSTERN_BINDING_BIT(POSTERN_BINDING_CHANNEL_KEY);
  if (const uint32_t missing = needed & ~proof.bindings; missing != 0)
    report.error(at, Code::kChannelUnbound,
                 "nothing ties the evidence to this connection: no enforced step proves " + binding_list(missing),
                 "add a validator that does, and do not let it only warn");
}

}  // namespace postern::gate
