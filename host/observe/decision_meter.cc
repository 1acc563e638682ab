// SPDX-License-Identifier: Apache-2.0
#include "host/observe/decision_meter.h"

namespace postern::observe {
namespace {

double seconds(std::chrono::nanoseconds duration) { return std::chrono::duration<double>(duration).count(); }

std::string result_of(const std::optional<attest::Refusal>& refusal) {
  return refusal ? refusal->reason.code : "allowed";
}

}  // namespace

std::string DecisionMeter::keep(attest::ByteView document) {
  return recorder_ == nullptr ? std::string() : recorder_->keep(document);
}

std::optional<attest::Refusal> DecisionMeter::record(const attest::Decision& decision, Until until) {
  metrics_.observe("decision_seconds", {{"kind", decision.kind}, {"result", result_of(decision.refusal)}},
                   seconds(decision.took));
  for (const attest::StepTrace& step : decision.steps)
    metrics_.observe("step_seconds", {{"step", step.instance}, {"result", result_of(step.refusal)}}, seconds(step.took));
  metrics_.set("last_decision_timestamp_seconds", {{"kind", decision.kind}}, seconds(decision.time.time_since_epoch()));
  if (recorder_ == nullptr) return std::nullopt;
  const auto begun = std::chrono::steady_clock::now();
  auto refusal = recorder_->record(decision, until);
  metrics_.observe("record_seconds", {}, seconds(std::chrono::steady_clock::now() - begun));
  return refusal;
}

}  // namespace postern::observe
