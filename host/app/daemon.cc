// SPDX-License-Identifier: Apache-2.0
#include "host/app/daemon.h"

#include <signal.h>

#include <cstdlib>
#include <iostream>

#include "host/atls/acceptor.h"
#include "host/gate/contacts.h"
#include "host/gate/gate.h"
#include "host/rpc/server.h"

namespace postern::app {
namespace {

using attest::Level;
constexpr auto kGrace = std::chrono::seconds(10);

sigset_t ending_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

std::chrono::milliseconds milliseconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(duration);
}

atls::AcceptorOptions acceptor_options(const config::GateSettings& gate) {
  atls::AcceptorOptions options;
  options.listen_address = gate.listen;
  options.max_connections = static_cast<std::size_t>(gate.max_connections);
  options.max_handshakes = static_cast<std::size_t>(gate.max_handshakes);
  options.handshake_workers = static_cast<std::size_t>(gate.handshake_workers);
  options.handshake_timeout = milliseconds(gate.handshake_timeout);
  options.idle_timeout = milliseconds(gate.idle_timeout);
  options.max_evidence_bytes = gate.max_evidence_bytes;
  return options;
}

void announce(const gate::Resolved& resolved, attest::Journal& journal) {
  for (const auto& [name, library] : resolved.plugins.all())
    journal.note({Level::kInfo, "plugin-loaded", "",
                  {{"plugin", name}, {"version", library->version()}, {"sha256", library->sha256()}}});
  for (const gate::Contact& contact : gate::contacts_of(resolved))
    journal.note({Level::kInfo, "contact", "",
                  {{"instance", contact.instance}, {"key", contact.key}, {"host", contact.host}, {"url", contact.url},
                   {"offline", resolved.file.collateral.offline ? "true" : ""}}});
  for (const config::PipelineEntry& pipeline : resolved.file.pipelines) {
    std::string steps;
    for (const auto& step : pipeline.steps) steps += (steps.empty() ? "" : " > ") + step.instances.front();
    journal.note({Level::kInfo, "pipeline", steps,
                  {{"pipeline", pipeline.name}, {"evidence", pipeline.evidence}, {"kind", pipeline.request},
                   {"role", pipeline.role}}});
  }
}

// Door: what is open to the outside, closed in the right order.
class Door {
 public:
  Door(const config::GateSettings& settings, gate::Gate& gate, attest::Journal& journal)
      : server_({static_cast<std::size_t>(settings.request_workers), 4096, milliseconds(settings.preface_timeout)},
                gate, journal),
        acceptor_(acceptor_options(settings), gate, server_, journal) {}
  ~Door() {
    acceptor_.stop();
    server_.stop(kGrace);
  }
  absl::Status open() {
    if (auto status = server_.start(); !status.ok()) return status;
    return acceptor_.start();
  }
  std::string address() const { return acceptor_.address(); }

 private:
  rpc::Server server_;
  atls::Acceptor acceptor_;
};

int serve(const LoadedGate& loaded, std::shared_ptr<const gate::Generation> generation) {
  attest::Journal& journal = *loaded.journal;
  const config::GateSettings& settings = loaded.resolved.file.gate;
  if (!settings.metrics_listen.empty())
    if (auto status = loaded.metrics->serve(settings.metrics_listen); !status.ok()) {
      journal.note({Level::kError, "start-failed", std::string(status.message()), {}});
      return 1;
    }
  gate::Gate gate(std::move(generation), journal, *loaded.metrics, wall_clock);
  Door door(settings, gate, journal);
  if (auto status = door.open(); !status.ok()) {
    journal.note({Level::kError, "start-failed", std::string(status.message()), {{"listen", settings.listen}}});
    return 1;
  }
  journal.note({Level::kInfo, "ready", "", {{"address", door.address()}, {"config", loaded.resolved.file.path}}});
  const sigset_t ending = ending_signals();
  int signal_number = 0;
  sigwait(&ending, &signal_number);
  journal.note({Level::kInfo, "stopping", "", {{"signal", std::to_string(signal_number)}}});
  return 0;
}

}  // namespace

void block_signals() {
  sigset_t set = ending_signals();
  sigaddset(&set, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

int run_daemon(LoadedGate loaded) {
  announce(loaded.resolved, *loaded.journal);
  config::Diagnostics diagnostics;
  auto generation = gate::Generation::build(loaded.resolved, loaded.around, wall_clock(), diagnostics);
  print_diagnostics(diagnostics);
  if (generation == nullptr) return 1;
  const int code = serve(loaded, std::move(generation));
  loaded.journal->note({Level::kInfo, "stopped", "", {}});
  // A plugin call that never returned still runs; leaving without destructors is the only clean way out.
  if (loaded.around.executor->stuck() > 0) std::_Exit(code);
  return code;
}

}  // namespace postern::app
