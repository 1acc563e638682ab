// SPDX-License-Identifier: Apache-2.0
#include "host/app/configuration.h"

#include <iostream>

#include "host/gate/contacts.h"
#include "host/gate/pipeline_check.h"
#include "host/observe/log_journal.h"

namespace postern::app {

attest::Time wall_clock() {
  return std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
}

void print_diagnostics(const config::Diagnostics& diagnostics) {
  for (const config::Diagnostic& diagnostic : diagnostics.all()) std::cerr << config::print(diagnostic) << '\n';
}

LoadedGate load_gate(const std::string& path, const std::string& plugin_dir, const LogChoice& log,
                     config::Diagnostics& out, const Adjust& adjust) {
  LoadedGate loaded;
  config::GateFile file = config::read_gate_file(path, config::Purpose::kGate, plugin_dir, out);
  loaded.journal = std::make_unique<observe::LogJournal>(log.format.empty() ? file.gate.log_format : log.format,
                                                         log.level.empty() ? file.gate.log_level : log.level);
  loaded.metrics = std::make_unique<observe::Metrics>();
  if (adjust) adjust(file.collateral);
  loaded.services = std::make_shared<gate::HostServices>(*loaded.journal, loaded.metrics.get(),
                                                         plugin::SecretFiles(file.secrets), file.collateral);
  loaded.around.executor = std::make_shared<plugin::Executor>();
  loaded.around.services = loaded.services;
  gate::check_cache(file.collateral, out);
  if (!out.ok()) return loaded;
  loaded.resolved = gate::resolve(std::move(file), gate::kGateKinds, loaded.around, wall_clock(), out);
  if (out.ok()) gate::check_pipelines(loaded.resolved, out);
  if (out.ok()) gate::check_contacts(loaded.resolved, out);
  return loaded;
}

}  // namespace postern::app
