// SPDX-License-Identifier: Apache-2.0
#include "host/daemon/status_view.h"

#include <algorithm>

#include "host/attest/reason_registry.h"
#include "host/collateral/clock.h"

namespace postern::app {
namespace {

using collateral::print_time;

web::StepView step_view(const config::StepEntry& entry, const gate::Resolved& resolved) {
  web::StepView view;
  view.instance = entry.instances.front();
  view.alternatives.assign(entry.instances.begin() + 1, entry.instances.end());
  view.warns = entry.warn;
  if (const plugin::ComponentDescriptor* component = resolved.component(view.instance)) {
    view.component = component->library + "/" + component->id;
    view.judges = component->kind == POSTERN_KIND_VALIDATOR;
  }
  return view;
}

web::PipelineView pipeline_view(const config::PipelineEntry& entry, const gate::Resolved& resolved,
                                const gate::DecisionReport::Counts& counts) {
  web::PipelineView view{entry.name, entry.evidence, entry.request, entry.role, {}, {}, {}};
  for (const pipeline::Condition& condition : entry.when)
    view.when.push_back(condition.claim + " is " + pipeline::expectation(condition));
  for (const config::StepEntry& step : entry.steps) view.steps.push_back(step_view(step, resolved));
  if (const auto found = counts.find(entry.name); found != counts.end())
    for (const auto& [code, number] : found->second) view.counts.push_back({code, number});
  return view;
}

web::DecisionView decision_view(const gate::Decision& decision) {
  web::DecisionView view;
  view.time = print_time(decision.time);
  view.code = decision.code;
  view.evidence = decision.evidence;
  view.request = decision.request;
  view.pipeline = decision.pipeline;
  view.connection = decision.connection;
  view.request_id = decision.request_id;
  if (!decision.refusal) return view;
  const attest::Reason& reason = decision.refusal->reason;
  view.is_refusal = true;
  view.step = decision.refusal->step;
  view.subject = reason.subject;
  view.expected = reason.expected;
  view.observed = reason.observed;
  view.specification = reason.specification;
  view.text = reason.operator_text;
  if (const attest::ReasonEntry* entry = attest::find_reason(reason.code)) view.remedy = entry->remedy;
  return view;
}

void add_reload(const ReloadReport& report, web::StatusView& view) {
  if (report.trigger == Trigger::kStart) return;
  view.reload_time = print_time(report.time);
  view.reload_failed = report.result == ReloadResult::kRefused;
  view.reload_result = std::string(name_of(report.result));
  for (const config::Diagnostic& diagnostic : report.said) view.reload_result += "; " + config::print(diagnostic);
}

}  // namespace

web::StatusView status_view(const Reloader& reloader, const gate::Gate& gate, const gate::Drain& drain,
                            attest::Time started) {
  web::StatusView view;
  view.version = POSTERN_VERSION;
  view.started = print_time(started);
  const gate::Origin origin = gate.generation()->origin();
  view.generation = origin.number;
  view.loaded = print_time(origin.loaded);
  view.digest = origin.digest;
  for (const gate::Drain::Alive& alive : drain.alive()) {
    view.connections += alive.peers;
    if (alive.origin.number < origin.number) view.draining += alive.peers;
  }
  add_reload(reloader.last(), view);
  const auto counts = gate.counts();
  reloader.read_running([&](const Candidate& running) {
    for (const config::PipelineEntry& entry : running.resolved.file.pipelines)
      view.pipelines.push_back(pipeline_view(entry, running.resolved, counts));
    for (const auto& [name, library] : running.resolved.plugins.all())
      view.plugins.push_back({name, library->version(), library->sha256()});
  });
  for (const gate::Decision& decision : gate.decisions()) view.decisions.push_back(decision_view(decision));
  std::reverse(view.decisions.begin(), view.decisions.end());
  return view;
}

}  // namespace postern::app
