// SPDX-License-Identifier: Apache-2.0
#include "host/gate/pipeline_check.h"

#include "host/gate/route_check.h"
#include "host/gate/step_check.h"
#include "host/gate/usage_check.h"

namespace postern::gate {

void check_pipelines(const Resolved& resolved, config::Diagnostics& out) {
  const auto& all = resolved.file.pipelines;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const PipelineReport report(all[i].name, out);
    check_reachable(all, i, report);
    const bool judged = check_evidence(resolved, all[i], report);
    check_role(all[i], report);
    StepCheck(resolved, all[i], judged, report).run();
  }
  check_unused(resolved, out);
  check_oids(resolved, out);
}

}  // namespace postern::gate
