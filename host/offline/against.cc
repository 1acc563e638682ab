// SPDX-License-Identifier: Apache-2.0
#include "host/offline/against.h"

#include <algorithm>

namespace postern::app {
namespace {

// Refusals that say nothing about the machine or the configuration: of a backend, of the moment, of the request's content.
bool is_beside_the_point(const record::Record& record) {
  if (record.is_allowed) return false;
  for (const char* code : {POSTERN_REASON_TIMEOUT, POSTERN_REASON_OVERLOADED, POSTERN_REASON_REQUEST_INVALID, "GENERATION_RETIRED"})
    if (record.code == code) return true;
  return record.is_ticket() && std::any_of(record.steps.begin(), record.steps.end(), [&](const record::StepRecord& step) {
           return step.instance == record.refusing_step;
         });
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::string print(const Side& side, bool is_ticket) {
  if (!side.is_allowed) return "deny " + side.code;
  return is_ticket ? "allow (" + side.pipeline + ": " + joined(side.fields) + ")" : "allow";
}

record::Json to_json(const Side& side) {
  record::Json json = {{"verdict", side.is_allowed ? "allow" : "deny"}};
  if (!side.is_allowed) json["code"] = side.code;
  if (!side.pipeline.empty()) json["pipeline"] = side.pipeline;
  if (side.is_allowed) json["fields"] = side.fields;
  return json;
}

}  // namespace

void Against::take(const record::Record& record) {
  if (record.is_ticket()) return ticket(record);
  rejudgement_.learn(record);
  const auto [at, is_new] = admissions_.try_emplace(record.nonce);
  if (is_new) at->second.first = record;
  if (is_new || !is_beside_the_point(record)) at->second.is_allowed = at->second.is_allowed || record.is_allowed;
}

void Against::ticket(const record::Record& record) {
  if (is_beside_the_point(record)) return;
  ++decisions_;
  Side recorded{record.is_allowed, record.code, record.pipelines.empty() ? "" : record.pipelines.front(), record.offered};
  std::string obstacle;
  Side now = answer(record, obstacle);
  compare(record, std::move(recorded), std::move(now), std::move(obstacle));
}

Side Against::answer(const record::Record& record, std::string& obstacle) {
  const OfflineGate& gate = rejudgement_.gate();
  const pipeline::Pipeline* chosen =
      pipeline::route(gate.generation().pipelines(), record.evidence_type, record.request, record.role);
  if (chosen == nullptr) return {false, POSTERN_REASON_NO_PIPELINE, "", {}};
  const Judged& judged = rejudgement_.judge(record, *chosen);
  obstacle = judged.obstacle;
  if (!judged.is_allowed()) return {false, judged.refusal().reason.code, chosen->name, {}};
  for (const pipeline::Condition& condition : chosen->when)
    if (const auto refusal = pipeline::check_condition(condition, judged.verified().claims()))
      return {false, refusal->reason.code, chosen->name, {}};
  return {true, "", chosen->name, gate.offered(*gate.entry(chosen->name), record.carries)};
}

void Against::admission(const Admission& admission) {
  if (is_beside_the_point(admission.first) && !admission.is_allowed) return;
  ++decisions_;
  Side now{false, POSTERN_REASON_NO_PIPELINE, "", {}};
  std::string obstacle;
  for (const pipeline::Pipeline& pipeline : rejudgement_.gate().generation().pipelines()) {
    if (pipeline.match.evidence != admission.first.evidence_type || now.is_allowed) continue;
    const Judged& judged = rejudgement_.judge(admission.first, pipeline);
    if (!judged.obstacle.empty() && obstacle.empty()) obstacle = judged.obstacle;
    if (judged.is_allowed()) now = {true, "", "", {}};
    else if (now.code == POSTERN_REASON_NO_PIPELINE) now.code = judged.refusal().reason.code;
  }
  if (now.is_allowed) obstacle.clear();
  compare(admission.first, {admission.is_allowed, admission.is_allowed ? "" : admission.first.code, "", {}}, std::move(now),
          std::move(obstacle));
}

void Against::compare(const record::Record& record, Side recorded, Side now, std::string obstacle) {
  if (obstacle.empty() && recorded == now) return;
  changes_.push_back({record.seq, record.kind, record.connection, record.request_id, std::move(recorded), std::move(now),
                      std::move(obstacle)});
}

std::vector<Change> Against::finish() {
  for (const auto& [nonce, each] : admissions_) admission(each);
  admissions_.clear();
  std::sort(changes_.begin(), changes_.end(), [](const Change& a, const Change& b) { return a.seq < b.seq; });
  return std::move(changes_);
}

std::string print(const Change& change) {
  const bool is_ticket = !change.request_id.empty();
  std::string line = std::to_string(change.seq) + " " + change.kind + " " + change.connection;
  if (is_ticket) line += " " + change.request_id;
  line += ": " + print(change.recorded, is_ticket);
  return line + (change.obstacle.empty() ? " → " + print(change.now, is_ticket) : ", not judged again: " + change.obstacle);
}

record::Json to_json(const Change& change) {
  record::Json json = {{"seq", change.seq}, {"kind", change.kind}, {"connection", change.connection}};
  if (!change.request_id.empty()) json["request"] = change.request_id;
  json["recorded"] = to_json(change.recorded);
  if (change.obstacle.empty()) json["now"] = to_json(change.now);
  else json["not_judged"] = change.obstacle;
  return json;
}

}  // namespace postern::app
