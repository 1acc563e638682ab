// SPDX-License-Identifier: Apache-2.0
#pragma once

// Configuration of the programs: a file, read, resolved and checked, with everything that is wrong printed.

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "host/gate/generation.h"
#include "host/gate/host_services.h"

namespace postern::app {

// wall_clock: now.
attest::Time wall_clock();

// print_diagnostics: one line each on standard error.
void print_diagnostics(const config::Diagnostics& diagnostics);

// LogChoice: what a flag says against the file; empty: as in the file.
struct LogChoice {
  std::string format, level;
};

// LoadedGate: a gate's file whose pipelines are sound, and what its instances will share.
struct LoadedGate {
  std::unique_ptr<attest::Journal> journal;
  std::unique_ptr<observe::Metrics> metrics;
  std::shared_ptr<gate::HostServices> services;  // those of around
  plugin::Surroundings around;
  gate::Resolved resolved;
};

// Adjust: a program's own word about what a file says of collateral.
using Adjust = std::function<void(config::CollateralSettings&)>;

// load_gate: reads, resolves and checks a gate's file. Nothing is created. out holds errors and warnings.
LoadedGate load_gate(const std::string& path, const std::string& plugin_dir, const LogChoice& log,
                     config::Diagnostics& out, const Adjust& adjust = nullptr);

}  // namespace postern::app
