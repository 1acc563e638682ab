// SPDX-License-Identifier: Apache-2.0
#include "host/record/decision_json.h"

#include "host/record/digest.h"
#include "host/record/timestamp.h"

namespace postern::record {
namespace {

void add(Json& json, const char* name, const std::string& value) {
  if (!value.empty()) json[name] = value;
}

int64_t microseconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
}

Json value_of(const attest::Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* number = std::get_if<int64_t>(&value)) return *number;
  return attest::print(value);
}

Json answer_of(const attest::Fetched& fetched) {
  Json json = {{"url", fetched.url}, {"recordable", fetched.may_record}};
  if (fetched.page == nullptr) {
    json["failure"] = fetched.failure;
    add(json, "text", fetched.text);
    return json;
  }
  json["sha256"] = sha256_hex(*fetched.page);
  json["size"] = fetched.page->size();
  return json;
}

Json step_of(const attest::StepTrace& step) {
  Json json = {{"instance", step.instance}};
  add(json, "component", step.origin.component);
  add(json, "version", step.origin.version);
  add(json, "plugin", step.origin.plugin);
  add(json, "plugin_version", step.origin.plugin_version);
  add(json, "plugin_sha256", step.origin.plugin_sha256);
  json["verdict"] = !step.refusal ? "allow" : step.warns ? "warn" : "deny";
  if (step.warns) json["mode"] = "warn";
  if (step.refusal) json["reason"] = record::to_json(*step.refusal);
  json["took_us"] = microseconds(step.took);
  for (const attest::Fetched& fetched : step.fetched) json["fetched"].push_back(answer_of(fetched));
  return json;
}

Json peer_of(const attest::Decision& decision) {
  Json json = {{"connection", decision.connection}};
  add(json, "address", decision.address);
  return json;
}

Json evidence_of(const attest::Decision& decision) {
  return {{"type", decision.evidence_type},
          {"sha256", decision.evidence_sha256},
          {"nonce", attest::to_hex(decision.nonce)},
          {"channel_key", attest::to_hex(decision.channel_key)}};
}

Json request_of(const attest::Decision& decision) {
  Json json = {{"id", decision.request_id}, {"kind", decision.request}};
  add(json, "role", decision.role);
  add(json, "trace", decision.trace);
  if (!decision.carries.empty()) json["carries"] = decision.carries;
  json["offered"] = decision.offered;
  return json;
}

}  // namespace

Json to_json(const attest::Claims& claims) {
  Json json = Json::object();
  for (const auto& [name, claim] : claims.all())
    json[name] = {{"type", attest::type_name(attest::type_of(claim.value))}, {"value", value_of(claim.value)}, {"step", claim.step}};
  return json;
}

Json to_json(const attest::Bindings& bindings) {
  Json json = Json::object();
  for (const auto& [kind, binding] : bindings.all())
    json[attest::binding_name(kind)] = {{"value", attest::to_hex(binding.value)}, {"step", binding.step}};
  return json;
}

Json to_json(const attest::Refusal& refusal) {
  const attest::Reason& reason = refusal.reason;
  Json json = {{"code", reason.code}, {"class", attest::class_name(refusal.cls)}};
  add(json, "step", refusal.step);
  add(json, "subject", reason.subject);
  add(json, "expected", reason.expected);
  add(json, "observed", reason.observed);
  add(json, "spec", reason.specification);
  add(json, "text", reason.operator_text);
  for (const std::string& line : reason.details) json["details"].push_back(line);
  return json;
}

Json to_json(const attest::Decision& decision) {
  const bool is_ticket = decision.kind == attest::kTicketDecision;
  Json json = {{"kind", decision.kind}, {"time", print_time(decision.time)}};
  json["generation"] = {{"number", decision.generation}, {"digest", decision.configuration}};
  json["pipelines"] = decision.pipelines;
  json["peer"] = peer_of(decision);
  json["evidence"] = evidence_of(decision);
  if (is_ticket) json["request"] = request_of(decision);
  json["verdict"] = decision.refusal ? "deny" : "allow";
  if (decision.refusal) json["reason"] = to_json(*decision.refusal);
  json["steps"] = Json::array();
  for (const attest::StepTrace& step : decision.steps) json["steps"].push_back(step_of(step));
  if (decision.claims != nullptr) json["claims"] = to_json(*decision.claims);
  if (decision.bindings != nullptr) json["bindings"] = to_json(*decision.bindings);
  if (is_ticket) json["fields"] = decision.fields;
  json["took_us"] = microseconds(decision.took);
  return json;
}

}  // namespace postern::record
