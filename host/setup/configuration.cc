// SPDX-License-Identifier: Apache-2.0
#include "host/setup/configuration.h"

#include <iostream>

#include "host/config/diagnostic_print.h"
#include "host/gate/contacts.h"
#include "host/gate/effects.h"
#include "host/gate/pipeline_check.h"
#include "host/observe/event_counter.h"
#include "host/observe/log_journal.h"

namespace postern::app {

attest::Time wall_clock() {
  return std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
}

void print_diagnostics(const config::Diagnostics& diagnostics) {
  for (const config::Diagnostic& diagnostic : diagnostics.all()) std::cerr << config::print_with_line(diagnostic);
}

namespace {

// Which files the candidate was made of: the digest of what was read where that is known, else of what is there now.
FileDigests files_of(const Candidate& candidate, const std::vector<config::PluginEntry>& plugins, const config::Diagnostics& out) {
  FileDigests files = digests_of(out.sources());
  std::set<std::string> others;
  for (const config::PluginEntry& plugin : plugins) {
    const auto loaded = candidate.resolved.plugins.all().find(plugin.name);
    if (loaded == candidate.resolved.plugins.all().end()) others.insert(absolute_path(plugin.path));
    else files[absolute_path(plugin.path)] = loaded->second->sha256();
  }
  if (const std::string& ca = candidate.resolved.file.collateral.ca_file; !ca.empty()) others.insert(absolute_path(ca));
  files.merge(read_digests(others));
  return files;
}

void resolve_and_check(Candidate& candidate, config::GateFile file, config::Diagnostics& out) {
  const std::vector<config::PluginEntry> plugins = file.plugins;
  candidate.around.services = candidate.services;
  candidate.around.lifecycle_timeout = file.gate.lifecycle_timeout;
  gate::check_cache(file.collateral, out);
  if (out.ok()) candidate.resolved = gate::resolve(std::move(file), gate::kGateKinds, candidate.around, wall_clock(), out);
  else candidate.resolved.file = std::move(file);
  if (out.ok()) gate::check_pipelines(candidate.resolved, out);
  if (out.ok()) gate::check_contacts(candidate.resolved, out);
  if (out.ok()) gate::check_effects(candidate.resolved, out);
  candidate.files = files_of(candidate, plugins, out);
}

// The service of the running gate, when nothing that made it has changed.
std::shared_ptr<collateral::CollateralService> service_for(const config::CollateralSettings& settings, const Lasting& lasting,
                                                           const Candidate& running) {
  const std::string ca = settings.ca_file.empty() ? "" : absolute_path(settings.ca_file);
  const auto before = running.files.find(ca);
  const bool is_same_ca = ca.empty() || (before != running.files.end() && read_digests({ca}).at(ca) == before->second);
  if (is_same_ca && gate::is_same_service(settings, running.resolved.file.collateral))
    return running.services->collateral_service();
  return gate::make_collateral(settings, *lasting.journal, lasting.metrics.get());
}

}  // namespace

LoadedGate load_gate(const std::string& path, const std::string& plugin_dir, const LogChoice& log,
                     config::Diagnostics& out, const Adjust& adjust) {
  LoadedGate loaded;
  config::GateFile file = config::read_gate_file(path, config::Purpose::kGate, plugin_dir, out);
  loaded.metrics = std::make_unique<observe::Metrics>();
  auto log_journal = std::make_unique<observe::LogJournal>(log.format.empty() ? file.gate.log_format : log.format,
                                                         log.level.empty() ? file.gate.log_level : log.level);
  loaded.journal = std::make_unique<observe::EventCounter>(std::move(log_journal), *loaded.metrics);
  if (adjust) adjust(file.collateral);
  loaded.services = std::make_shared<gate::HostServices>(*loaded.journal, loaded.metrics.get(),
                                                         plugin::SecretFiles(file.secrets), file.collateral);
  loaded.around.executor = std::make_shared<plugin::Executor>();
  resolve_and_check(loaded, std::move(file), out);
  return loaded;
}

Candidate load_next(const std::string& path, const std::string& plugin_dir, const Lasting& lasting,
                    const Candidate& running, config::Diagnostics& out) {
  Candidate next;
  config::GateFile file = config::read_gate_file(path, config::Purpose::kGate, plugin_dir, out);
  next.around.executor = running.around.executor;
  if (!out.ok()) {  // a service of its own is nothing that a wrong file may have
    next.files = digests_of(out.sources());
    return next;
  }
  next.services = std::make_shared<gate::HostServices>(*lasting.journal, lasting.metrics.get(),
                                                       plugin::SecretFiles(file.secrets),
                                                       service_for(file.collateral, lasting, running));
  next.services->use_effects(lasting.effects);
  resolve_and_check(next, std::move(file), out);
  return next;
}

}  // namespace postern::app
