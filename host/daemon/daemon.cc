// SPDX-License-Identifier: Apache-2.0
#include "host/daemon/daemon.h"

#include <signal.h>

#include <cstdlib>
#include <iostream>

#include "host/daemon/announcement.h"
#include "host/daemon/door.h"
#include "host/daemon/operator_desk.h"
#include "host/daemon/operator_pages.h"
#include "host/gate/contacts.h"
#include "host/gate/effects.h"
#include "host/gate/records.h"
#include "host/observe/decision_meter.h"
#include "host/rpc/admin_server.h"
#include "host/watch/watcher.h"

namespace postern::app {
namespace {

using attest::Level;

sigset_t handled_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, number);
  return set;
}

constexpr auto kSweepPatience = std::chrono::seconds(15);
constexpr auto kLastRevocations = std::chrono::seconds(10);

// Sweeping: what earlier runs left, and what this one could not revoke at once; until the end of the gate's requests.
class Sweeping {
 public:
  Sweeping(ledger::Ledger& effects, const gate::Gate& gate) : effects_(effects), gate_(gate) {}
  ~Sweeping() { effects_.stop(kLastRevocations); }
  Sweeping(const Sweeping&) = delete;
  void begin() {
    effects_.sweep([this](const pipeline::Intent& intent) { return gate::owner_of(intent, *gate_.generation()); },
                   kSweepPatience);
  }

 private:
  ledger::Ledger& effects_;
  const gate::Gate& gate_;
};

// Service: a gate that serves and can be given other configurations.
class Service {
 public:
  Service(LoadedGate& loaded, const ConfigSource& source, std::shared_ptr<const gate::Generation> generation,
          attest::Recorder* recorder, OperatorPages::Obstacle obstacle)
      : settings_(loaded.resolved.file.gate),
        lasting_(loaded),
        drain_([&journal = *loaded.journal](const gate::Origin& origin) {
          journal.note({Level::kInfo, "generation-ended", "", {{"generation", std::to_string(origin.number)}}});
        }),
        gate_(drain_.adopt(std::move(generation)), *loaded.journal, *loaded.metrics, wall_clock, recorder),
        reloader_(source, lasting_, std::move(static_cast<Candidate&>(loaded)), gate_, drain_),
        desk_(source.path, reloader_, gate_, drain_),
        sweeping_(*loaded.effects, gate_),
        door_(settings_, gate_, *loaded.journal),
        pages_(reloader_, gate_, drain_, door_, *loaded.metrics, std::move(obstacle)) {}

  // Reloader and watcher call each other, so the first stops before the second goes; the rest ends from below.
  ~Service() {
    reloader_.stop();
    watcher_.reset();
  }

  absl::Status start() {
    if (!settings_.admin_listen.empty()) {
      if (auto status = pages_.start(settings_.admin_listen); !status.ok()) return status;
      lasting_.journal->note({Level::kInfo, "serving-pages", "", {{"url", pages_.url()}}});
    }
    if (!settings_.admin_socket.empty()) {
      admin_.emplace(settings_.admin_socket, desk_, *lasting_.journal);
      if (auto status = admin_->start(); !status.ok()) return status;
    }
    sweeping_.begin();
    if (auto status = door_.open(); !status.ok()) return status;
    pages_.set_ready(true);
    if (!settings_.watch) return absl::OkStatus();
    watcher_.emplace(watch::WatcherOptions{}, *lasting_.journal, [this] { reloader_.request(Trigger::kFiles); });
    reloader_.follow([this](std::set<std::string> paths) { watcher_->follow(std::move(paths)); });
    return absl::OkStatus();
  }

  // run: until a signal that ends it; which one.
  int run() {
    const sigset_t handled = handled_signals();
    for (int number = 0;;) {
      sigwait(&handled, &number);
      if (number != SIGHUP) return pages_.set_ready(false), number;
      reloader_.request(Trigger::kSignal);
    }
  }

  std::string address() const { return door_.address(); }

 private:
  const config::GateSettings settings_;
  const Lasting& lasting_;
  gate::Drain drain_;
  gate::Gate gate_;
  std::optional<watch::Watcher> watcher_;
  Reloader reloader_;
  OperatorDesk desk_;
  std::optional<rpc::AdminServer> admin_;
  Sweeping sweeping_;
  Door door_;
  OperatorPages pages_;
};

int serve(LoadedGate& loaded, const ConfigSource& source, std::shared_ptr<const gate::Generation> generation) {
  attest::Journal& journal = *loaded.journal;
  const std::string listen = loaded.resolved.file.gate.listen;
  const auto recorder = gate::open_recorder(loaded.resolved.file.records, journal);
  if (!recorder.ok()) {
    journal.note({Level::kError, "start-failed", std::string(recorder.status().message()), {{"records", loaded.resolved.file.records.directory}}});
    return 1;
  }
  observe::DecisionMeter meter(recorder->get(), *loaded.metrics);
  Service service(loaded, source, std::move(generation), &meter, [&] { return *recorder == nullptr ? "" : (*recorder)->obstacle(); });
  if (auto status = service.start(); !status.ok()) {
    journal.note({Level::kError, "start-failed", std::string(status.message()), {{"listen", listen}}});
    return 1;
  }
  journal.note({Level::kInfo, "ready", "", {{"address", service.address()}, {"config", source.path}}});
  const int signal_number = service.run();
  journal.note({Level::kInfo, "stopping", "", {{"signal", std::to_string(signal_number)}}});
  return 0;
}

}  // namespace

void block_signals() {
  const sigset_t set = handled_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

int run_daemon(LoadedGate loaded, const ConfigSource& source) {
  announce(loaded.resolved, *loaded.journal);
  const std::string folder = loaded.resolved.file.effects.directory;
  auto effects = ledger::Ledger::open(folder, *loaded.journal, wall_clock);
  if (!effects.ok()) {
    loaded.journal->note({Level::kError, "start-failed", std::string(effects.status().message()), {{"effects", folder}}});
    return 1;
  }
  loaded.effects = *std::move(effects);
  loaded.services->use_effects(loaded.effects);
  config::Diagnostics diagnostics;
  auto generation = gate::Generation::build(loaded.resolved, loaded.around, wall_clock(), diagnostics, true,
                                            {1, wall_clock(), total_digest(loaded.files)});
  print_diagnostics(diagnostics);
  if (generation == nullptr) return 1;
  const std::shared_ptr<plugin::Executor> executor = loaded.around.executor;
  const int code = serve(loaded, source, std::move(generation));
  loaded.journal->note({Level::kInfo, "stopped", "", {}});
  // A plugin call that never returned still runs; leaving without destructors is the only clean way out.
  if (executor->stuck() > 0) std::_Exit(code);
  return code;
}

}  // namespace postern::app
