// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whether requests reach a pipeline, and who decides about the role that it grants.

#include "host/gate/pipeline_report.h"
#include "host/gate/resolved.h"

namespace postern::gate {

// check_reachable: no earlier pipeline answers all of its requests. PIPELINE_SHADOWED.
void check_reachable(const std::vector<config::PipelineEntry>& all, std::size_t index, const PipelineReport& report);

// check_evidence: some validator of the file judges the evidence. EVIDENCE_UNJUDGED. The answer says whether one does.
bool check_evidence(const Resolved& resolved, const config::PipelineEntry& entry, const PipelineReport& report);

// check_role: the kind of request can ask for the role, and policy decides about it. NAME_INVALID, ROLE_IMPOSSIBLE,
// ROLE_UNDECIDED, ROLE_TRUST_MISPLACED; a warning ROLE_BY_REQUEST.
void check_role(const config::PipelineEntry& entry, const PipelineReport& report);

}  // namespace postern::gate
