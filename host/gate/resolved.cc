// SPDX-License-Identifier: Apache-2.0
#include "host/gate/resolved.h"

#include "host/config/nearest.h"
#include "host/gate/validity_check.h"

namespace postern::gate {
namespace {

using config::Code;

// claims_named: the texts under marked keys, or the defaults of keys that are absent; "" names none.
std::vector<NamedClaim> claims_named(const config::InstanceEntry& entry, const std::string& schema) {
  std::vector<NamedClaim> claims;
  const auto add = [&](const nlohmann::json& value, const config::Position& at) {
    if (value.is_string() && !value.get<std::string>().empty()) claims.push_back({value.get<std::string>(), at});
  };
  for (const std::string& key : config::marked_keys(schema, "x-postern-claim", true)) {
    const auto given = entry.config.find(key);
    if (given == entry.config.end()) {
      add(nlohmann::json::parse(schema)["properties"][key].value("default", nlohmann::json()), entry.at);
    } else if (given->is_array()) {
      for (std::size_t i = 0; i < given->size(); ++i)
        add((*given)[i], entry.place("/" + key + "/" + std::to_string(i)));
    } else {
      add(*given, entry.place("/" + key));
    }
  }
  return claims;
}

// What the operator needs to know of a refused configuration: the text, or at least the code.
std::string text_of(const attest::Refusal& refusal) {
  const attest::Reason& reason = refusal.reason;
  return reason.operator_text.empty() ? attest::describe(refusal) : reason.operator_text;
}

// component_hint: the nearest plugin, or the nearest component of the plugin that `use` names.
std::string component_hint(const plugin::PluginSet& plugins, const std::string& use, uint32_t kinds) {
  const std::size_t slash = use.find('/');
  const std::string plugin = use.substr(0, slash);
  const auto library = plugins.all().find(plugin);
  const bool is_known = library != plugins.all().end();
  std::vector<std::string> names;
  if (!is_known) {
    for (const auto& [name, unused] : plugins.all()) names.push_back(name);
  } else {
    for (const auto& component : library->second->components())
      if ((kinds & (1u << component->kind)) != 0) names.push_back(component->id);
  }
  const std::string hint = config::hint_of(is_known && slash != use.npos ? use.substr(slash + 1) : plugin, names);
  return hint.starts_with("did") ? hint : "";
}

// report_unknown_keys: a component says what it lacks; the schema tells which keys it does not know, and so what was
// meant. True when the refusal is about one of them.
bool report_unknown_keys(const config::InstanceEntry& entry, const std::string& schema, const std::string& refused,
                         config::Diagnostics& out) {
  const auto json = nlohmann::json::parse(schema, nullptr, false);
  if (!json.is_object() || json.value("additionalProperties", nlohmann::json()) != false || !json.contains("properties"))
    return false;
  std::vector<std::string> known;
  for (const auto& [key, unused] : json["properties"].items()) known.push_back(key);
  bool is_said = false;
  for (const auto& [key, unused] : entry.config.items()) {
    if (json["properties"].contains(key)) continue;
    std::string hint = config::hint_of(key, known);
    if (!hint.starts_with("did")) hint = "known here: " + config::joined(known);
    out.error(entry.place("/" + key), Code::kKeyUnknown, "[instances." + entry.name + "]: config: unknown key '" + key + "'", hint);
    is_said = is_said || refused == "/" + key;
  }
  return is_said;
}

void report_refusal(const config::InstanceEntry& entry, const std::string& schema, const attest::Refusal& refusal,
                    config::Diagnostics& out) {
  const std::string& pointer = refusal.reason.subject;
  if (report_unknown_keys(entry, schema, pointer, out)) return;
  const std::string key = pointer.empty() ? "" : " config" + pointer + ":";
  out.error(entry.place(pointer), Code::kConfigRefused, "[instances." + entry.name + "]:" + key + " " + text_of(refusal));
}

void resolve_instance(Resolved& resolved, config::InstanceEntry entry, uint32_t kinds,
                      const plugin::Surroundings& around, attest::Time now, config::Diagnostics& out) {
  auto found = resolved.plugins.find(entry.use, kinds);
  if (!found.ok()) {
    out.error(entry.at, Code::kComponentUnknown, "[instances." + entry.name + "]: use: " + std::string(found.status().message()),
              component_hint(resolved.plugins, entry.use, kinds));
    return;
  }
  const std::string& schema = found->component->config_schema;
  const std::size_t said = out.all().size();
  config::include_files(entry, schema, out);
  if (out.all().size() != said) return;  // what follows from an unreadable file would only confuse
  config::resolve_paths(entry, schema);
  plugin::InstanceSpec spec{entry.name, found->library, found->component, entry.config.dump()};
  if (const auto refusal = plugin::Instance::check_config(spec, around, now))
    return report_refusal(entry, schema, *refusal, out);
  check_validity(entry, schema, now, out);
  const std::string name = entry.name;
  std::vector<NamedClaim> claims = claims_named(entry, schema);
  resolved.instances.emplace(name, ResolvedInstance{std::move(entry), std::move(spec), std::move(claims)});
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
      out.error(plugin.at, Code::kPluginUnusable, std::string(status.message()));
  if (!out.ok()) return resolved;  // instances of a plugin that did not load would only repeat the error
  for (const config::InstanceEntry& entry : resolved.file.instances)
    resolve_instance(resolved, entry, kinds, around, now, out);
  name_evidence(resolved);
  return resolved;
}

}  // namespace postern::gate
