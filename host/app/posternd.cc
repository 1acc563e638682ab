// SPDX-License-Identifier: Apache-2.0
//
// posternd: the gate.

#include <CLI/CLI.hpp>
#include <malloc.h>

#include <iostream>

#include "host/app/command_line.h"
#include "host/daemon/daemon.h"
#include "host/setup/hardening.h"
#include "host/setup/program_paths.h"

namespace {

// By default glibc gives threads up to eight arenas for each processor (mallopt(3), M_ARENA_MAX), and none uses what lies
// free in another: a gate that runs for months would creep to many times what it uses. Two are enough: what a thread
// allocates often comes from its own cache, and the gate's time goes into cryptography.
constexpr int kArenas = 2;

}  // namespace

int main(int argc, char** argv) {
  using namespace postern;
  mallopt(M_ARENA_MAX, kArenas);  // before there are threads
  app::harden_process();
  app::block_signals();

  CLI::App cli{"posternd: judges what machines are, and hands out what they are entitled to.\n\n"
               "Reads one TOML file that names the plugins, their instances and the pipelines; serves join.API and\n"
               "postern.v1.Gate over attested TLS until SIGTERM or SIGINT. SIGHUP, `postern reload`, and a change\n"
               "of the files (unless [gate] watch = false) put the configuration in force anew.\n\n"
               "Exit code: 0 after a signal, 1 when the gate cannot start, 2 when the configuration is wrong."};
  std::string config = "/etc/postern/gate.toml";
  std::string plugin_dir = app::default_plugin_dir();
  app::LogChoice log;
  cli.add_option("-c,--config", config, "configuration file")->capture_default_str();
  cli.add_option("--plugin-dir", plugin_dir, "where plugins are when the file does not say")->capture_default_str();
  cli.add_option("--log-format", log.format, "text or json, against the file")->check(CLI::IsMember({"text", "json"}));
  cli.add_option("--log-level", log.level, "debug, info, warn or error, against the file")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}));
  cli.set_version_flag("--version", POSTERN_VERSION);
  if (const auto code = app::parse_command_line(cli, argc, argv)) return *code;

  config::Diagnostics diagnostics;
  app::LoadedGate loaded = app::load_gate(config, plugin_dir, log, diagnostics);
  app::print_diagnostics(diagnostics);
  if (!diagnostics.ok()) {
    std::cerr << "posternd: the gate does not start with this configuration\n";
    return 2;
  }
  return app::run_daemon(std::move(loaded), {config, plugin_dir});
}
