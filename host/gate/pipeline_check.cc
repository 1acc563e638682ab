// SPDX-License-Identifier: Apache-2.0
#include "host/gate/pipeline_check.h"

#include <set>

#include "host/attest/bindings.h"
#include "host/gate/step_check.h"

namespace postern::gate {
namespace {

using config::PipelineEntry;

// Two pipelines compete when a request that one catches is always caught by the other.
bool competes(const PipelineEntry& earlier, const PipelineEntry& later) {
  const auto control_plane = [](const PipelineEntry& entry) { return entry.role == pipeline::kControlPlane; };
  return earlier.evidence == later.evidence && earlier.request == later.request &&
         control_plane(earlier) == control_plane(later);
}

void check_reachable(const std::vector<PipelineEntry>& all, std::size_t index, config::Diagnostics& out) {
  const PipelineEntry& entry = all[index];
  for (std::size_t i = 0; i < index; ++i) {
    if (all[i].name == entry.name) out.error(entry.at, "pipeline \"" + entry.name + "\": the name is taken by an earlier one");
    if (!competes(all[i], entry)) continue;
    out.error(entry.at, "pipeline \"" + entry.name + "\": no request can reach it: pipeline \"" + all[i].name +
                            "\" (line " + std::to_string(all[i].at.line) + ") answers all of its requests");
    return;
  }
}

void check_role(const PipelineEntry& entry, config::Diagnostics& out) {
  const std::string label = "pipeline \"" + entry.name + "\": ";
  if (!entry.request.empty() && !pipeline::is_name(entry.request))
    out.error(entry.at, label + "request: expected a name of [a-z0-9_.-]");
  if (entry.role != pipeline::kControlPlane) {
    if (entry.trust_requested_role)
      out.error(entry.at, label + "trust_requested_role: has a meaning only with role = \"control-plane\"");
    return;
  }
  if (entry.trust_requested_role)
    out.warning(entry.at, label + "any machine that passes the chain becomes control plane by asking for it");
  else if (entry.when.empty())
    out.error(entry.at, label + "role \"control-plane\" needs a `when` on a verified claim, so that policy and not the "
                                "request decides; or trust_requested_role = true");
}

void check_unused(const Resolved& resolved, config::Diagnostics& out) {
  std::set<std::string> used;
  for (const PipelineEntry& entry : resolved.file.pipelines)
    for (const config::StepEntry& step : entry.steps) used.insert(step.instances.begin(), step.instances.end());
  for (const auto& [name, instance] : resolved.instances)
    if (!used.contains(name)) out.warning(instance.entry.at, "[instances." + name + "]: no pipeline uses it");
}

// One evidence type has one OID, whichever validator names it.
void check_oids(const Resolved& resolved, config::Diagnostics& out) {
  std::map<std::string, std::string> oids, names;
  for (const auto& [name, instance] : resolved.instances) {
    for (const plugin::EvidenceType& type : instance.spec.component->evidence) {
      const bool same = oids.emplace(type.name, type.oid).first->second == type.oid &&
                        names.emplace(type.oid, type.name).first->second == type.name;
      if (!same) out.error(instance.entry.at, "[instances." + name + "]: evidence type " + type.name + " has OID " +
                                                  type.oid + " here and another one elsewhere");
    }
  }
}

}  // namespace

void check_pipelines(const Resolved& resolved, config::Diagnostics& out) {
  const auto& all = resolved.file.pipelines;
  for (std::size_t i = 0; i < all.size(); ++i) {
    check_reachable(all, i, out);
    check_role(all[i], out);
    StepCheck(resolved, all[i], out).run();
  }
  check_unused(resolved, out);
  check_oids(resolved, out);
}

}  // namespace postern::gate
