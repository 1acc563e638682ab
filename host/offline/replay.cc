// SPDX-License-Identifier: Apache-2.0
#include "host/offline/replay.h"

#include <algorithm>

#include "host/record/decision_json.h"

namespace postern::app {
namespace {

// Comparison: gathers what differs.
class Comparison {
 public:
  void of(const char* what, const std::string& recorded, const std::string& now) {
    if (recorded != now) differences.push_back(std::string(what) + ": recorded " + shown(recorded) + ", now " + shown(now));
  }
  std::vector<std::string> differences;

 private:
  static std::string shown(const std::string& text) { return text.empty() ? "nothing" : text; }
};

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ",") + name;
  return text;
}

void compare_refusal(const record::Record& record, const attest::Refusal& refusal, Comparison& comparison) {
  comparison.of("verdict", record.is_allowed ? "allow" : "deny", "deny");
  comparison.of("code", record.code, refusal.reason.code);
  comparison.of("class", record.class_name, attest::class_name(refusal.cls));
  comparison.of("step", record.refusing_step, refusal.step);
}

void compare_proofs(const record::Record& record, const attest::Verified& verified, Comparison& comparison) {
  comparison.of("claims", record.claims, record::dump(record::to_json(verified.claims())));
  comparison.of("bindings", record.bindings, record::dump(record::to_json(verified.bindings())));
}

void compare_steps(const record::Record& record, const attest::Trail& steps, Comparison& comparison) {
  std::string recorded, now;
  for (const record::StepRecord& step : record.steps)
    recorded += (recorded.empty() ? "" : " > ") + step.instance + " " + step.verdict + (step.code.empty() ? "" : " " + step.code);
  for (const attest::StepTrace& step : steps)
    now += (now.empty() ? "" : " > ") + step.instance + " " + (!step.refusal ? "allow" : step.warns ? "warn" : "deny") +
           (step.refusal ? " " + step.refusal->reason.code : "");
  comparison.of("steps", recorded, now);
}

// A difference that may come from an answer that is not there is none.
Replayed judgement_of(const Judged& judged, Comparison comparison) {
  if (!comparison.differences.empty() && !judged.missing.empty()) return {{}, judged.missing};
  return {std::move(comparison.differences), ""};
}

// Refusals of requests that do not come from what is recorded of them.
bool is_beyond_replay(const record::Record& record) {
  return record.code == POSTERN_REASON_REQUEST_INVALID || record.code == "GENERATION_RETIRED";
}

bool is_of_the_moment(const std::string& code) { return code == POSTERN_REASON_TIMEOUT || code == POSTERN_REASON_OVERLOADED; }

}  // namespace

Replayed Replay::take(const record::Record& record) {
  if (!record.is_ticket()) {
    rejudgement_.learn(record);
    return handshake(record);
  }
  if (is_beyond_replay(record)) return {{}, record.code + " came from what is not recorded of the request"};
  return ticket(record);
}

Replayed Replay::handshake(const record::Record& record) {
  if (is_of_the_moment(record.code)) return {{}, record.code + " came from the moment"};
  const auto& pipelines = rejudgement_.gate().generation().pipelines();
  Comparison comparison;
  if (record.pipelines.empty()) {
    const bool is_taken = std::any_of(pipelines.begin(), pipelines.end(), [&](const pipeline::Pipeline& each) {
      return each.match.evidence == record.evidence_type;
    });
    comparison.of("code", record.code, is_taken ? "" : POSTERN_REASON_NO_PIPELINE);
    return {std::move(comparison.differences), ""};
  }
  const auto found = std::find_if(pipelines.begin(), pipelines.end(),
                                  [&](const pipeline::Pipeline& each) { return each.name == record.pipelines.front(); });
  if (found == pipelines.end()) return {{"pipeline: " + record.pipelines.front() + " is not in the configuration"}, ""};
  const Judged& judged = rejudgement_.judge(record, *found);
  if (!judged.obstacle.empty()) return {{}, judged.obstacle};
  if (!judged.is_allowed()) {
    compare_refusal(record, judged.refusal(), comparison);
  } else {
    comparison.of("verdict", record.is_allowed ? "allow" : "deny " + record.code, "allow");
    compare_proofs(record, judged.verified(), comparison);
  }
  compare_steps(record, judged.steps, comparison);
  return judgement_of(judged, std::move(comparison));
}

Replayed Replay::ticket(const record::Record& record) {
  const OfflineGate& gate = rejudgement_.gate();
  const pipeline::Pipeline* chosen =
      pipeline::route(gate.generation().pipelines(), record.evidence_type, record.request, record.role);
  Comparison comparison;
  comparison.of("pipeline", joined(record.pipelines), chosen == nullptr ? "" : chosen->name);
  if (chosen == nullptr || !comparison.differences.empty()) return {std::move(comparison.differences), ""};
  comparison.of("offered", joined(record.offered), joined(gate.offered(*gate.entry(chosen->name), record.carries)));
  const Judged& judged = rejudgement_.judge(record, *chosen);
  if (!judged.obstacle.empty()) return {{}, judged.obstacle};
  std::optional<attest::Refusal> refusal;
  if (!judged.is_allowed()) refusal = judged.refusal();
  else compare_proofs(record, judged.verified(), comparison);
  for (std::size_t i = 0; !refusal && i < chosen->when.size(); ++i)
    refusal = pipeline::check_condition(chosen->when[i], judged.verified().claims());
  const bool was_backend = !record.is_allowed && std::any_of(record.steps.begin(), record.steps.end(), [&](const auto& step) {
    return step.instance == record.refusing_step;
  });
  if (refusal) compare_refusal(record, *refusal, comparison);
  else if (!record.is_allowed && !was_backend && record.code != POSTERN_REASON_TICKET_INCOMPLETE)
    comparison.of("verdict", "deny " + record.code, "allow");
  return judgement_of(judged, std::move(comparison));
}

}  // namespace postern::app
