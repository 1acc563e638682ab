// SPDX-License-Identifier: Apache-2.0
#include "host/observe/metric_table.h"

#include <algorithm>

namespace postern::observe {
namespace {

constexpr MetricEntry kTable[] = {
    {"build_info", "version", "Always 1; the label says which version runs"},
    {"collateral_age_seconds", "host", "Age of the oldest page that is kept of this host"},
    {"collateral_expiry_timestamp_seconds", "host", "When the oldest page that is kept of this host is no longer used"},
    {"collateral_failed_total", "", "Pages that were wanted and could not be had"},
    {"collateral_flights_total", "", "Requests that waited for the same answer as another one"},
    {"collateral_hits_total", "", "Pages that were given from what is kept"},
    {"collateral_negative_total", "", "Requests that were answered by the memory of a failure"},
    {"collateral_pages", "host", "Pages that are kept of this host"},
    {"collateral_requests_total", "host,outcome", "Requests that went out: the status, or failed, timeout, too-long"},
    {"collateral_stale_total", "", "Old pages that were given because their source failed"},
    {"connections", "", "Connections of machines, whether or not they have been admitted"},
    {"decision_seconds", "kind,result", "Time until a verdict over evidence (handshake) or an answer to a request (ticket)"},
    {"events_total", "event,level", "Log lines by event; not those that the log level leaves out"},
    {"evidence_total", "type,result", "Verdicts over evidence by its type: admitted, or the reason's code"},
    {"generation", "", "Number of the configuration in force, counted from the start of the process"},
    {"handshakes_in_progress", "", "TLS handshakes that have begun and are not over"},
    {"last_decision_timestamp_seconds", "kind", "When the last verdict or answer was given"},
    {"last_reload_success", "", "1 when the last attempt to reload the configuration succeeded"},
    {"last_reload_timestamp_seconds", "", "When the last attempt to reload the configuration was over"},
    {"peers", "generation", "Admitted machines that are connected, by the configuration that admitted them"},
    {"ready", "", "1 while the gate takes joins, as /readyz says it"},
    {"record_seconds", "", "Time until a decision was written, and where that is asked for durable"},
    {"reload_total", "result", "Attempts to reload the configuration"},
    {"requests_waiting", "", "Requests that wait for a worker"},
    {"step_seconds", "step,result", "Time that a step of a pipeline took: ok, or the reason's code"},
    {"tickets_total", "pipeline,result", "Answers to requests by pipeline: issued, or the reason's code"},
};

}  // namespace

std::span<const MetricEntry> metric_table() { return kTable; }

const MetricEntry* find_metric(std::string_view name) {
  const auto found = std::lower_bound(std::begin(kTable), std::end(kTable), name,
                                      [](const MetricEntry& entry, std::string_view wanted) { return entry.name < wanted; });
  return found != std::end(kTable) && found->name == name ? found : nullptr;
}

}  // namespace postern::observe
