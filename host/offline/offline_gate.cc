// SPDX-License-Identifier: Apache-2.0
#include "host/offline/offline_gate.h"

#include "host/pipeline/offer.h"

namespace postern::app {
namespace {

constexpr auto kAnyAge = std::chrono::hours(24 * 365 * 200);

// What hands out tickets is left out: it is not asked, and its secrets need not be here.
gate::Resolved without_backends(gate::Resolved resolved) {
  for (config::PipelineEntry& pipeline : resolved.file.pipelines)
    std::erase_if(pipeline.steps, [&](const config::StepEntry& step) {
      return resolved.component(step.instances.front())->kind != POSTERN_KIND_VALIDATOR;
    });
  return resolved;
}

}  // namespace

void keep_offline(config::CollateralSettings& settings) {
  settings.offline = true;
  settings.max_age = settings.max_stale = kAnyAge;
}

std::unique_ptr<OfflineGate> OfflineGate::make(LoadedGate loaded, attest::Time now, config::Diagnostics& out,
                                               const Around& around) {
  if (around) around(loaded);
  std::unique_ptr<OfflineGate> offline(new OfflineGate(std::move(loaded)));
  offline->generation_ =
      gate::Generation::build(without_backends(offline->loaded_.resolved), offline->loaded_.around, now, out, false);
  return offline->generation_ == nullptr ? nullptr : std::move(offline);
}

std::string OfflineGate::evidence_type(const std::string& given) const {
  for (const auto& [name, instance] : resolved().instances)
    for (const plugin::EvidenceType& type : instance.spec.component->evidence)
      if (type.name == given || type.oid == given)
        for (const config::PipelineEntry& pipeline : resolved().file.pipelines)
          if (pipeline.evidence == type.name) return type.name;
  return {};
}

const config::PipelineEntry* OfflineGate::entry(const std::string& pipeline) const {
  for (const config::PipelineEntry& entry : resolved().file.pipelines)
    if (entry.name == pipeline) return &entry;
  return nullptr;
}

std::vector<std::string> OfflineGate::offered(const config::PipelineEntry& entry,
                                              const std::vector<std::string>& carried) const {
  std::vector<std::string> names;
  for (const config::StepEntry& step : entry.steps)
    for (const std::string& instance : step.instances)
      if (const auto* component = resolved().component(instance); component->kind == POSTERN_KIND_BACKEND)
        pipeline::add_offered(component->fields_out, entry.ticket, carried, names);
  return names;
}

}  // namespace postern::app
