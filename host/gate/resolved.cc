// SPDX-License-Identifier: Apache-2.0
#include "host/gate/resolved.h"

#include <filesystem>

namespace postern::gate {
namespace {

std::string folder_of(const std::string& path) {
  return std::filesystem::absolute(path).parent_path().string();
}

// What the operator needs to know of a refused configuration: the text, or at least the code.
std::string text_of(const attest::Refusal& refusal) {
  const attest::Reason& reason = refusal.reason;
  return reason.operator_text.empty() ? attest::describe(refusal) : reason.operator_text;
}

void resolve_instance(Resolved& resolved, config::InstanceEntry entry, uint32_t kinds,
                      const plugin::Surroundings& around, attest::Time now, config::Diagnostics& out) {
  auto found = resolved.plugins.find(entry.use, kinds);
  if (!found.ok()) {
    out.error(entry.at, "[instances." + entry.name + "]: use: " + std::string(found.status().message()));
    return;
  }
  const std::string& schema = found->component->config_schema;
  const std::size_t said = out.all().size();
  config::include_files(entry, schema, folder_of(resolved.file.path), out);
  if (out.all().size() != said) return;  // what follows from an unreadable file would only confuse
  config::resolve_paths(entry, schema, folder_of(resolved.file.path));
  plugin::InstanceSpec spec{entry.name, found->library, found->component, entry.config.dump()};
  if (const auto refusal = plugin::Instance::check_config(spec, around, now)) {
    const std::string& pointer = refusal->reason.subject;
    const std::string key = pointer.empty() ? "" : " config" + pointer + ":";
    out.error(entry.place(pointer), "[instances." + entry.name + "]:" + key + " " + text_of(*refusal));
    return;
  }
  const std::string name = entry.name;
  resolved.instances.emplace(name, ResolvedInstance{std::move(entry), std::move(spec)});
}

// A pipeline may name its evidence by OID; from here on it has its name.
void name_evidence(Resolved& resolved) {
  for (config::PipelineEntry& pipeline : resolved.file.pipelines)
    for (const auto& [name, instance] : resolved.instances)
      for (const plugin::EvidenceType& type : instance.spec.component->evidence)
        if (type.oid == pipeline.evidence) pipeline.evidence = type.name;
}

}  // namespace

const plugin::ComponentDescriptor* Resolved::component(const std::string& instance) const {
  const auto found = instances.find(instance);
  return found == instances.end() ? nullptr : found->second.spec.component.get();
}

Resolved resolve(config::GateFile file, uint32_t kinds, const plugin::Surroundings& around, attest::Time now,
                 config::Diagnostics& out) {
  Resolved resolved;
  resolved.file = std::move(file);
  for (const config::PluginEntry& plugin : resolved.file.plugins)
    if (auto status = resolved.plugins.add({plugin.name, plugin.path, plugin.sha256}); !status.ok())
      out.error(plugin.at, std::string(status.message()));
  if (!out.ok()) return resolved;  // instances of a plugin that did not load would only repeat the error
  for (const config::InstanceEntry& entry : resolved.file.instances)
    resolve_instance(resolved, entry, kinds, around, now, out);
  name_evidence(resolved);
  return resolved;
}

}  // namespace postern::gate
