// SPDX-License-Identifier: Apache-2.0
#pragma once

// Configuration of the programs: a file, read, resolved and checked, with everything that is wrong printed.

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "host/setup/file_digests.h"
#include "host/gate/generation.h"
#include "host/gate/host_services.h"
#include "host/ledger/ledger.h"

namespace postern::app {

// wall_clock: now.
attest::Time wall_clock();

// print_diagnostics: each with its line and hint on standard error.
void print_diagnostics(const config::Diagnostics& diagnostics);

// LogChoice: what a flag says against the file; empty: as in the file.
struct LogChoice {
  std::string format, level;
};

// Lasting: what a process has once, whichever configuration is in force.
struct Lasting {
  std::unique_ptr<observe::Metrics> metrics;
  std::unique_ptr<attest::Journal> journal;
  std::shared_ptr<ledger::Ledger> effects;  // of a gate that serves
};

// Candidate: a gate's file whose pipelines are sound, and what its instances will share. Nothing of it is created.
struct Candidate {
  std::shared_ptr<gate::HostServices> services;  // those of around
  plugin::Surroundings around;
  gate::Resolved resolved;
  FileDigests files;  // all that were read: configuration, what it names, and plugins
};

// LoadedGate: the first candidate of a process, which also says how to log.
struct LoadedGate : Lasting, Candidate {};

// Adjust: a program's own word about what a file says of collateral.
using Adjust = std::function<void(config::CollateralSettings&)>;

// load_gate: reads, resolves and checks a gate's file. Nothing is created. out holds errors and warnings.
LoadedGate load_gate(const std::string& path, const std::string& plugin_dir, const LogChoice& log,
                     config::Diagnostics& out, const Adjust& adjust = nullptr);

// load_next: the same for a gate that runs. Shares what lasts, the threads, and the collateral service when it would be
// the same. What lasts outlives the candidate and all that is made from it.
Candidate load_next(const std::string& path, const std::string& plugin_dir, const Lasting& lasting,
                    const Candidate& running, config::Diagnostics& out);

}  // namespace postern::app
