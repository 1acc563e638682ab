// SPDX-License-Identifier: Apache-2.0
#include "host/gate/usage_check.h"

#include <set>

namespace postern::gate {

using config::Code;

void check_unused(const Resolved& resolved, config::Diagnostics& out) {
  std::set<std::string> steps, plugins;
  for (const config::PipelineEntry& entry : resolved.file.pipelines)
    for (const config::StepEntry& step : entry.steps) steps.insert(step.instances.begin(), step.instances.end());
  for (const config::InstanceEntry& entry : resolved.file.instances) {
    plugins.insert(entry.use.substr(0, entry.use.find('/')));
    if (!steps.contains(entry.name))
      out.warning(entry.at, Code::kInstanceUnused, "[instances." + entry.name + "]: no pipeline uses it",
                  "name it in the steps of a pipeline, or remove it");
  }
  for (const config::PluginEntry& entry : resolved.file.plugins)
    if (!plugins.contains(entry.name))
      out.warning(entry.at, Code::kPluginUnused, "[plugins." + entry.name + "]: no instance uses it", "remove it");
}

void check_oids(const Resolved& resolved, config::Diagnostics& out) {
  std::map<std::string, std::string> oids, names;
  for (const auto& [name, instance] : resolved.instances) {
    for (const plugin::EvidenceType& type : instance.spec.component->evidence) {
      const bool same = oids.emplace(type.name, type.oid).first->second == type.oid &&
                        names.emplace(type.oid, type.name).first->second == type.name;
      if (!same)
        out.error(instance.entry.at, Code::kEvidenceOidConflict,
                  "[instances." + name + "]: evidence type " + type.name + " has OID " + type.oid + " here and another one elsewhere");
    }
  }
}

}  // namespace postern::gate
