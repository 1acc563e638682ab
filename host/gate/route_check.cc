// SPDX-License-Identifier: Apache-2.0
#include "host/gate/route_check.h"

#include <set>

#include "host/config/nearest.h"

namespace postern::gate {
namespace {

using config::Code;
using config::PipelineEntry;

bool grants_control_plane(const PipelineEntry& entry) { return entry.role == pipeline::kControlPlane; }

// Two pipelines compete when a request that one catches is always caught by the other.
bool competes(const PipelineEntry& earlier, const PipelineEntry& later) {
  return earlier.evidence == later.evidence && earlier.request == later.request &&
         grants_control_plane(earlier) == grants_control_plane(later);
}

}  // namespace

void check_reachable(const std::vector<PipelineEntry>& all, std::size_t index, const PipelineReport& report) {
  const PipelineEntry& entry = all[index];
  for (std::size_t i = 0; i < index; ++i) {
    if (!competes(all[i], entry)) continue;
    report.error(entry.at, Code::kPipelineShadowed,
                 "no request can reach it: pipeline \"" + all[i].name + "\" at " + print(all[i].at) +
                     " answers all of its requests",
                 "`when` does not pick, it refuses; let the two differ in evidence, request or role");
    return;
  }
}

bool check_evidence(const Resolved& resolved, const PipelineEntry& entry, const PipelineReport& report) {
  std::set<std::string> names;
  for (const auto& [name, instance] : resolved.instances)
    if (instance.spec.component->kind == POSTERN_KIND_VALIDATOR)
      for (const plugin::EvidenceType& type : instance.spec.component->evidence) names.insert(type.name);
  if (names.empty() || names.contains(entry.evidence)) return true;  // without any, its steps say so
  report.error(entry.evidence_at, Code::kEvidenceUnjudged,
               "no instance of this configuration judges evidence \"" + entry.evidence + "\"",
               config::hint_of(entry.evidence, {names.begin(), names.end()}));
  return false;
}

void check_role(const PipelineEntry& entry, const PipelineReport& report) {
  if (!pipeline::is_name(entry.request))
    report.error(entry.request_at, Code::kNameInvalid, "request: expected a name of [a-z0-9_.-], starting with a letter");
  if (!grants_control_plane(entry)) {
    if (entry.trust_requested_role)
      report.error(entry.trust_at, Code::kRoleTrustMisplaced,
                   "trust_requested_role: has a meaning only with role = \"control-plane\"", "remove it");
    return;
  }
  if (entry.request == pipeline::kRejoin) {
    report.error(entry.role_at, Code::kRoleImpossible, "no request reaches it: a rejoin asks for no role", "remove role");
    return;
  }
  if (entry.trust_requested_role)
    report.warning(entry.trust_at, Code::kRoleByRequest,
                   "any machine that passes the chain becomes control plane by asking for it",
                   "test a verified claim with `when` instead");
  else if (entry.when.empty())
    report.error(entry.role_at, Code::kRoleUndecided,
                 "role \"control-plane\" needs a `when` on a verified claim, so that policy and not the request decides",
                 "add one, or trust_requested_role = true");
}

}  // namespace postern::gate
