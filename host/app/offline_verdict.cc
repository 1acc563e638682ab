// SPDX-License-Identifier: Apache-2.0
#include "host/app/offline_verdict.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "host/collateral/clock.h"

namespace postern::app {
namespace {

using Json = nlohmann::ordered_json;
using VerifiedPtr = std::shared_ptr<const attest::Verified>;

std::string dump(const Json& json, int indent = -1) {
  return json.dump(indent, ' ', true, Json::error_handler_t::replace);
}

Json to_json(const attest::Refusal& refusal) {
  const attest::Reason& reason = refusal.reason;
  Json json = {{"code", reason.code}, {"class", attest::class_name(refusal.cls)}};
  const std::pair<const char*, const std::string&> more[] = {
      {"step", refusal.step},     {"subject", reason.subject},     {"expected", reason.expected},
      {"observed", reason.observed}, {"spec", reason.specification}, {"text", reason.operator_text}};
  for (const auto& [name, value] : more)
    if (!value.empty()) json[name] = value;
  return json;
}

Json value_of(const attest::Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* number = std::get_if<int64_t>(&value)) return *number;
  return attest::print(value);
}

void add_verified(Json& json, const attest::Verified& verified) {
  json["claims"] = Json::object();
  for (const auto& [name, claim] : verified.claims().all())
    json["claims"][name] = {{"value", value_of(claim.value)}, {"step", claim.step}};
  json["bindings"] = Json::object();
  for (const auto& [kind, binding] : verified.bindings().all())
    json["bindings"][attest::binding_name(kind)] = {{"value", attest::to_hex(binding.value)}, {"step", binding.step}};
  json["warnings"] = Json::array();
  for (const attest::Refusal& warning : verified.warnings()) json["warnings"].push_back(to_json(warning));
}

Json to_json(const PipelineVerdict& verdict) {
  Json json = {{"pipeline", verdict.pipeline}, {"verdict", verdict.is_allowed() ? "allow" : "deny"}};
  if (const auto* refusal = std::get_if<attest::Refusal>(&verdict.verdict)) json["reason"] = to_json(*refusal);
  else if (verdict.unmet) json["reason"] = to_json(*verdict.unmet);
  if (const auto* verified = std::get_if<VerifiedPtr>(&verdict.verdict)) add_verified(json, **verified);
  return json;
}

std::string lines_of(const Json& pipeline) {
  std::string text = "pipeline " + pipeline["pipeline"].get<std::string>() + ": ";
  text += pipeline["verdict"].get<std::string>() + "\n";
  if (pipeline.contains("reason"))
    for (const auto& [name, value] : pipeline["reason"].items()) text += "  " + name + ": " + dump(value) + "\n";
  if (!pipeline.contains("claims")) return text;
  for (const char* what : {"claims", "bindings"})
    for (const auto& [name, entry] : pipeline[what].items())
      text += std::string("  ") + (what[0] == 'c' ? "claim " : "binding ") + name + " = " + dump(entry["value"]) + " (" +
              entry["step"].get<std::string>() + ")\n";
  for (const auto& warning : pipeline["warnings"]) text += "  warning " + dump(warning) + "\n";
  return text;
}

}  // namespace

bool OfflineVerdict::is_allowed() const {
  return std::any_of(pipelines.begin(), pipelines.end(), [](const auto& each) { return each.is_allowed(); });
}

OfflineVerdict judge_offline(const gate::Generation& generation, const attest::Evidence& evidence, attest::Time time) {
  OfflineVerdict all{evidence.type, time, {}};
  std::vector<const attest::Chain*> judged;
  for (const pipeline::Pipeline& pipeline : generation.pipelines()) {
    if (pipeline.match.evidence != evidence.type) continue;
    const auto same = std::find_if(judged.begin(), judged.end(),
                                   [&](const auto* chain) { return chain->same_as(pipeline.chain); });
    attest::Verdict verdict = same == judged.end()
                                  ? attest::judge(pipeline.chain, evidence, time, "verify")
                                  : all.pipelines[static_cast<std::size_t>(same - judged.begin())].verdict;
    judged.push_back(&pipeline.chain);
    PipelineVerdict one{pipeline.name, std::move(verdict), std::nullopt};
    if (const auto* verified = std::get_if<VerifiedPtr>(&one.verdict))
      for (const pipeline::Condition& condition : pipeline.when)
        if (!one.unmet) one.unmet = pipeline::check_condition(condition, (*verified)->claims());
    all.pipelines.push_back(std::move(one));
  }
  return all;
}

std::string print_text(const OfflineVerdict& verdict) {
  std::string text;
  for (const PipelineVerdict& each : verdict.pipelines) text += lines_of(to_json(each));
  return text + "verdict: " + (verdict.is_allowed() ? "allow" : "deny") + ", judged as of " +
         collateral::print_time(verdict.time) + "\n";
}

std::string print_json(const OfflineVerdict& verdict) {
  Json json = {{"verdict", verdict.is_allowed() ? "allow" : "deny"},
               {"type", verdict.type},
               {"time", collateral::print_time(verdict.time)},
               {"pipelines", Json::array()}};
  for (const PipelineVerdict& each : verdict.pipelines) json["pipelines"].push_back(to_json(each));
  return dump(json, 2) + "\n";
}

}  // namespace postern::app
