// SPDX-License-Identifier: Apache-2.0
#include "host/daemon/gate_status.h"

#include "host/collateral/clock.h"
#include "host/config/diagnostic_print.h"

namespace postern::app {
namespace {

using collateral::print_time;

void fill(const config::Diagnostic& diagnostic, v1::Diagnostic& message) {
  message.set_file(diagnostic.at.file);
  message.set_line(diagnostic.at.line);
  message.set_column(diagnostic.at.column);
  message.set_severity(std::string(config::severity_name(diagnostic.severity)));
  message.set_code(std::string(config::name_of(diagnostic.code)));
  message.set_text(diagnostic.text);
  message.set_hint(diagnostic.hint);
  message.set_shown(config::print_with_line(diagnostic));
}

void fill(const gate::Origin& origin, std::size_t connections, v1::Generation& message) {
  message.set_number(origin.number);
  message.set_since(print_time(origin.loaded));
  message.set_digest(origin.digest);
  message.set_connections(connections);
}

void fill(const gate::Decision& decision, v1::Decision& message) {
  message.set_time(print_time(decision.time));
  message.set_generation(decision.generation);
  message.set_code(decision.code);
  message.set_evidence(decision.evidence);
  message.set_request(decision.request);
  message.set_pipeline(decision.pipeline);
  message.set_connection(decision.connection);
}

void fill(const config::PipelineEntry& pipeline, v1::Pipeline& message) {
  message.set_name(pipeline.name);
  message.set_evidence(pipeline.evidence);
  message.set_request(pipeline.request);
  message.set_role(pipeline.role);
  for (const config::StepEntry& step : pipeline.steps) {
    std::string text;
    for (const std::string& instance : step.instances) text += (text.empty() ? "" : " | ") + instance;
    message.add_steps(text + (step.warn ? " (warn)" : ""));
  }
}

}  // namespace

v1::ReloadReport to_message(const ReloadReport& report) {
  v1::ReloadReport message;
  message.set_result(std::string(name_of(report.result)));
  message.set_trigger(std::string(name_of(report.trigger)));
  message.set_time(print_time(report.time));
  message.set_generation(report.generation);
  for (const config::Diagnostic& diagnostic : report.said) fill(diagnostic, *message.add_diagnostics());
  return message;
}

void describe(const gate::Resolved& resolved, v1::GateStatus& status) {
  for (const auto& [name, library] : resolved.plugins.all()) {
    v1::Plugin& plugin = *status.add_plugins();
    plugin.set_name(name);
    plugin.set_version(library->version());
    plugin.set_sha256(library->sha256());
  }
  for (const auto& [name, resolved_instance] : resolved.instances) {
    const plugin::ComponentDescriptor& component = *resolved_instance.spec.component;
    v1::Instance& instance = *status.add_instances();
    instance.set_name(name);
    instance.set_component(component.library + "/" + component.id);
    instance.set_version(component.version);
    instance.set_kind(plugin::kind_name(component.kind));
  }
  for (const config::PipelineEntry& pipeline : resolved.file.pipelines) fill(pipeline, *status.add_pipelines());
}

void describe(const gate::Gate& gate, const gate::Drain& drain, v1::GateStatus& status) {
  const auto in_force = gate.generation();
  fill(in_force->origin(), in_force->peers(), *status.mutable_generation());
  for (const gate::Drain::Alive& alive : drain.alive())
    if (alive.origin.number < in_force->origin().number) fill(alive.origin, alive.peers, *status.add_draining());
  for (const gate::Decision& decision : gate.decisions()) fill(decision, *status.add_decisions());
}

}  // namespace postern::app
