// SPDX-License-Identifier: Apache-2.0
#include "host/gate/effects.h"

namespace postern::gate {
namespace {

bool has_effects(const Resolved& resolved, const std::string& instance) {
  const plugin::ComponentDescriptor* component = resolved.component(instance);
  return component != nullptr && component->kind == POSTERN_KIND_BACKEND && component->backend.revoke != nullptr;
}

}  // namespace

std::shared_ptr<pipeline::Backend> owner_of(const pipeline::Intent& intent, const Generation& generation) {
  for (const pipeline::Pipeline& pipeline : generation.pipelines())
    for (const pipeline::BackendStep& step : pipeline.backends)
      for (const std::shared_ptr<pipeline::Backend>& backend : step.alternatives) {
        if (backend->name() != intent.instance) continue;
        const attest::Origin origin = backend->origin();
        return origin.plugin + "/" + origin.component == intent.component ? backend : nullptr;
      }
  return nullptr;
}

void check_effects(const Resolved& resolved, config::Diagnostics& out) {
  if (!resolved.file.effects.directory.empty()) return;
  for (const config::PipelineEntry& pipeline : resolved.file.pipelines)
    for (const config::StepEntry& step : pipeline.steps)
      for (const std::string& instance : step.instances)
        if (has_effects(resolved, instance)) {
          out.warning(resolved.file.effects.at, config::Code::kEffectsForgotten,
                      "'" + instance + "' makes things outside of the gate, and a gate that is killed forgets them",
                      "name a folder of this gate alone that lasts: [effects] directory = \"state/effects\"");
          return;
        }
}

}  // namespace postern::gate
