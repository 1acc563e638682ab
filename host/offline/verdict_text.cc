// SPDX-License-Identifier: Apache-2.0
#include "host/offline/verdict_text.h"

#include "host/attest/reason_registry.h"
#include "host/collateral/clock.h"
#include "host/offline/decision_tree.h"
#include "host/record/decision_json.h"

namespace postern::app {
namespace {

using record::Json;
using VerifiedPtr = std::shared_ptr<const attest::Verified>;

const char* name_of(Outcome outcome) {
  return outcome == Outcome::kAllow ? "allow" : outcome == Outcome::kDeny ? "deny" : "cannot-judge";
}

std::string dump(const Json& json, int indent = -1) {
  return json.dump(indent, ' ', true, Json::error_handler_t::replace);
}

// reason_json: with what the registry knows of the code. expected and observed stay as the step gave them.
Json reason_json(const attest::Refusal& refusal) {
  Json json = record::to_json(refusal);
  const attest::ReasonEntry* entry = attest::find_reason(refusal.reason.code);
  if (entry == nullptr) return json;
  json["cause"] = std::string(entry->cause);
  json["remedy"] = std::string(entry->remedy);
  return json;
}

// decision_of: the verdict as the gate would record it. Borrows from one.
attest::Decision decision_of(const OfflineVerdict& verdict, const PipelineVerdict& one) {
  attest::Decision decision;
  decision.kind = "verdict";
  decision.time = verdict.time;
  decision.pipelines = {one.pipeline};
  decision.evidence_type = verdict.type;
  decision.evidence_sha256 = verdict.sha256;
  decision.nonce = verdict.nonce;
  decision.channel_key = verdict.user_data;
  decision.steps = one.steps;
  if (const attest::Refusal* refusal = one.refusal()) decision.refusal = *refusal;
  if (const auto* verified = std::get_if<VerifiedPtr>(&one.verdict)) {
    decision.claims = &(*verified)->claims();
    decision.bindings = &(*verified)->bindings();
  }
  return decision;
}

bool is_denial(const Json& reason) { return reason["class"] == attest::class_name(attest::RefusalClass::kDenied); }

// name_refusal: a step whose refusal is no denial could not judge.
void name_refusal(Json& step) {
  if (step["verdict"] == "deny" && step.contains("reason") && !is_denial(step["reason"]))
    step["verdict"] = name_of(Outcome::kCannotJudge);
}

// step_json: how long it took is left out: it is another time each time.
Json step_json(Json step) {
  step.erase("took_us");
  name_refusal(step);
  if (!step.contains("reason")) return step;
  step["code"] = step["reason"]["code"];
  step.erase("reason");
  return step;
}

Json to_json(const OfflineVerdict& verdict, const PipelineVerdict& one) {
  Json json = {{"pipeline", one.pipeline}, {"verdict", name_of(one.outcome())}};
  if (const attest::Refusal* refusal = one.refusal()) json["reason"] = reason_json(*refusal);
  json["steps"] = Json::array();
  const Json decision = record::to_json(decision_of(verdict, one));
  for (const Json& step : decision["steps"]) json["steps"].push_back(step_json(step));
  const auto* verified = std::get_if<VerifiedPtr>(&one.verdict);
  if (verified == nullptr) return json;
  json["claims"] = record::to_json((*verified)->claims());
  json["bindings"] = record::to_json((*verified)->bindings());
  json["warnings"] = Json::array();
  for (const attest::Refusal& warning : (*verified)->warnings()) json["warnings"].push_back(reason_json(warning));
  return json;
}

std::string reason_lines(const Json& reason) {
  std::string text;
  for (const auto& [name, value] : reason.items()) {
    if (name != "details") text += "  " + name + ": " + dump(value) + "\n";
    else
      for (const Json& line : value) text += "  detail: " + dump(line) + "\n";
  }
  return text;
}

std::string lines_of(const Json& pipeline) {
  std::string text = "pipeline " + pipeline["pipeline"].get<std::string>() + ": ";
  text += pipeline["verdict"].get<std::string>() + "\n";
  if (pipeline.contains("reason")) text += reason_lines(pipeline["reason"]);
  if (!pipeline.contains("claims")) return text;
  for (const char* what : {"claims", "bindings"})
    for (const auto& [name, entry] : pipeline[what].items())
      text += std::string("  ") + (what[0] == 'c' ? "claim " : "binding ") + name + " = " + dump(entry["value"]) + " (" +
              entry["step"].get<std::string>() + ")\n";
  for (const auto& warning : pipeline["warnings"]) text += "  warning " + dump(warning) + "\n";
  return text;
}

std::string last_line(const OfflineVerdict& verdict) {
  return std::string("verdict: ") + name_of(verdict.outcome()) + ", judged as of " + collateral::print_time(verdict.time) + "\n";
}

}  // namespace

std::string print_text(const OfflineVerdict& verdict) {
  std::string text = verdict.obstacle ? reason_lines(reason_json(*verdict.obstacle)) : "";
  for (const PipelineVerdict& each : verdict.pipelines) text += lines_of(to_json(verdict, each));
  return text + last_line(verdict);
}

std::string print_tree(const OfflineVerdict& verdict, bool has_colour) {
  std::string text = verdict.obstacle ? reason_lines(reason_json(*verdict.obstacle)) : "";
  for (const PipelineVerdict& each : verdict.pipelines) {
    Json json = record::to_json(decision_of(verdict, each));
    for (const char* unknown : {"generation", "peer"}) json.erase(unknown);
    json["verdict"] = name_of(each.outcome());
    for (Json& step : json["steps"]) name_refusal(step);
    text += draw_tree(json, has_colour);
  }
  return text + last_line(verdict);
}

std::string print_json(const OfflineVerdict& verdict) {
  Json json = {{"verdict", name_of(verdict.outcome())}, {"type", verdict.type}, {"time", collateral::print_time(verdict.time)}};
  if (verdict.obstacle) json["reason"] = reason_json(*verdict.obstacle);
  else
    json["evidence"] = {{"sha256", verdict.sha256}, {"nonce", attest::to_hex(verdict.nonce)}, {"user_data", attest::to_hex(verdict.user_data)}};
  json["pipelines"] = Json::array();
  for (const PipelineVerdict& each : verdict.pipelines) json["pipelines"].push_back(to_json(verdict, each));
  return dump(json, 2) + "\n";
}

}  // namespace postern::app
