// SPDX-License-Identifier: Apache-2.0
#include "host/gate/explanation.h"

#include <set>

#include "host/attest/bindings.h"
#include "host/pipeline/offer.h"

namespace postern::gate {
namespace {

using config::PipelineEntry;
using plugin::ComponentDescriptor;

Json types_of(const std::map<std::string, uint32_t, std::less<>>& declared) {
  Json json = Json::object();
  for (const auto& [name, type] : declared) json[name] = attest::type_name(type);
  return json;
}

Json bindings_of(uint32_t bits) {
  Json json = Json::array();
  for (uint32_t kind = 1; kind < 32; ++kind)
    if ((bits & POSTERN_BINDING_BIT(kind)) != 0) json.push_back(attest::binding_name(kind));
  return json;
}

Json alternative_of(const Resolved& resolved, const std::string& instance) {
  const ResolvedInstance& found = resolved.instances.at(instance);
  const ComponentDescriptor& component = *found.spec.component;
  Json json = {{"instance", instance}, {"plugin", found.spec.library->name()}, {"component", component.id}, {"version", component.version}};
  json["proves"] = types_of(component.claims_out);
  json["binds"] = bindings_of(component.bindings_out);
  json["needs"] = {{"claims", types_of(component.claims_in)},
                   {"bindings", bindings_of(component.bindings_in)},
                   {"fields", types_of(component.fields_in)}};
  json["gives"] = Json::array();
  for (const pipeline::FieldDeclaration& field : component.fields_out)
    json["gives"].push_back({{"name", field.name}, {"type", attest::type_name(field.type)}, {"secret", field.secret}, {"internal", field.internal}});
  return json;
}

Json step_of(const Resolved& resolved, const config::StepEntry& step) {
  const bool is_validator = resolved.component(step.instances.front())->kind == POSTERN_KIND_VALIDATOR;
  Json json = {{"kind", is_validator ? "validator" : "backend"}, {"mode", step.warn ? "warn" : "enforce"}};
  json["timeout_ms"] = step.timeout ? Json(std::chrono::duration_cast<std::chrono::milliseconds>(*step.timeout).count()) : Json();
  for (const std::string& instance : step.instances) json["alternatives"].push_back(alternative_of(resolved, instance));
  return json;
}

// The step that proves the claim: the first that states it and does not only warn.
Json prover_of(const Resolved& resolved, const PipelineEntry& entry, const std::string& claim) {
  for (const config::StepEntry& step : entry.steps)
    if (!step.warn && resolved.component(step.instances.front())->claims_out.contains(claim)) return step.instances.front();
  return nullptr;
}

const char* role_by(const PipelineEntry& entry) {
  if (entry.role != pipeline::kControlPlane) return "none";
  return entry.trust_requested_role ? "request" : "when";
}

Json ticket_of(const Resolved& resolved, const PipelineEntry& entry) {
  std::vector<std::string> names;
  for (const config::StepEntry& step : entry.steps)
    for (const std::string& instance : step.instances)
      pipeline::add_offered(resolved.component(instance)->kind == POSTERN_KIND_BACKEND
                                ? resolved.component(instance)->fields_out
                                : std::vector<pipeline::FieldDeclaration>(),
                            entry.ticket, {}, names);
  return names;
}

Json pipeline_of(const Resolved& resolved, const PipelineEntry& entry) {
  Json json = {{"name", entry.name},         {"file", entry.at.file},       {"line", entry.at.line},
               {"evidence", entry.evidence}, {"request", entry.request},    {"role", entry.role},
               {"answers", Json::array()},   {"when", Json::array()},       {"steps", Json::array()}};
  for (const pipeline::Condition& condition : entry.when)
    json["when"].push_back({{"claim", condition.claim},
                            {"expects", pipeline::expectation(condition)},
                            {"proven_by", prover_of(resolved, entry, condition.claim)}});
  for (const config::StepEntry& step : entry.steps) json["steps"].push_back(step_of(resolved, step));
  json["role_by"] = role_by(entry);
  json["ticket"] = ticket_of(resolved, entry);
  return json;
}

std::set<std::string> evidence_types(const Resolved& resolved) {
  std::set<std::string> types;
  for (const auto& [name, instance] : resolved.instances)
    for (const plugin::EvidenceType& type : instance.spec.component->evidence) types.insert(type.name);
  for (const PipelineEntry& entry : resolved.file.pipelines) types.insert(entry.evidence);
  return types;
}

Json route_of(const Resolved& resolved, const std::string& evidence, const std::string& request, std::string_view asks) {
  Json json = {{"evidence", evidence}, {"request", request}, {"asks", asks}, {"pipeline", nullptr}, {"grants", nullptr}};
  for (const PipelineEntry& entry : resolved.file.pipelines) {
    if (!pipeline::Match{entry.evidence, entry.request, entry.role}.catches(evidence, request, asks)) continue;
    json["pipeline"] = entry.name;
    json["grants"] = entry.role;
    break;
  }
  return json;
}

}  // namespace

Json explain(const Resolved& resolved) {
  std::set<std::string> requests{std::string(pipeline::kJoin), std::string(pipeline::kRejoin)};
  for (const PipelineEntry& entry : resolved.file.pipelines) requests.insert(entry.request);
  Json json = {{"routes", Json::array()}, {"pipelines", Json::array()}, {"plugins", Json::array()}};
  for (const PipelineEntry& entry : resolved.file.pipelines) json["pipelines"].push_back(pipeline_of(resolved, entry));
  for (const std::string& evidence : evidence_types(resolved))
    for (const std::string& request : requests)
      for (const std::string_view asks : {pipeline::kWorker, pipeline::kControlPlane}) {
        if (request == pipeline::kRejoin && asks == pipeline::kControlPlane) continue;  // it asks for no role
        json["routes"].push_back(route_of(resolved, evidence, request, asks));
        for (Json& each : json["pipelines"])
          if (each["name"] == json["routes"].back()["pipeline"]) each["answers"].push_back(asks);
      }
  for (const auto& [name, library] : resolved.plugins.all())
    json["plugins"].push_back({{"name", name}, {"version", library->version()}, {"sha256", library->sha256()}});
  return json;
}

}  // namespace postern::gate
