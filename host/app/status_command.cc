// SPDX-License-Identifier: Apache-2.0
#include "host/app/status_command.h"

#include <iostream>

#include "host/rpc/admin_client.h"

namespace postern::app {
namespace {

constexpr auto kPatience = std::chrono::seconds(10);

std::string or_none(const std::string& text) { return text.empty() ? "-" : text; }

void print_generation(const char* label, const v1::Generation& generation) {
  std::cout << label << generation.number() << " since " << generation.since() << ", " << generation.connections()
            << " connections, digest " << or_none(generation.digest()) << '\n';
}

void print_configuration(const v1::GateStatus& status) {
  for (const v1::Plugin& plugin : status.plugins())
    std::cout << "plugin " << plugin.name() << " " << plugin.version() << " sha256 " << plugin.sha256() << '\n';
  for (const v1::Instance& instance : status.instances())
    std::cout << "instance " << instance.name() << ": " << instance.kind() << " " << instance.component() << " "
              << instance.version() << '\n';
  for (const v1::Pipeline& pipeline : status.pipelines()) {
    std::cout << "pipeline " << pipeline.name() << ": " << pipeline.evidence() << " " << pipeline.request()
              << (pipeline.role().empty() ? "" : " as " + pipeline.role()) << ": ";
    for (int i = 0; i < pipeline.steps_size(); ++i) std::cout << (i == 0 ? "" : " > ") << pipeline.steps(i);
    std::cout << '\n';
  }
}

void print_status(const v1::GateStatus& status) {
  std::cout << "posternd " << status.version() << ", up " << status.uptime_seconds() << " s since " << status.started()
            << ", configuration " << status.config() << '\n';
  print_generation("generation ", status.generation());
  for (const v1::Generation& generation : status.draining()) print_generation("draining generation ", generation);
  print_configuration(status);
  const v1::ReloadReport& reload = status.last_reload();
  std::cout << "last reload " << reload.time() << " by " << reload.trigger() << ": " << reload.result()
            << (status.reload_in_progress() ? "; another is in progress" : "") << '\n';
  for (const v1::Diagnostic& diagnostic : reload.diagnostics()) std::cout << diagnostic.shown();
  for (const v1::Decision& decision : status.decisions())
    std::cout << "decision " << decision.time() << " " << decision.code() << " evidence " << or_none(decision.evidence())
              << " request " << or_none(decision.request()) << " pipeline " << or_none(decision.pipeline()) << " generation "
              << decision.generation() << " connection " << or_none(decision.connection()) << '\n';
}

}  // namespace

CLI::App* add_status(CLI::App& cli, StatusOptions& options) {
  CLI::App* command = cli.add_subcommand("status", "What the running gate has in force, and how its last reload went");
  command->add_option("--socket", options.socket, "the gate's [gate] admin_socket")->capture_default_str();
  command->add_flag("--json", options.json, "print JSON");
  command->footer("Exit code: 0, or 2 when no gate answers.");
  return command;
}

int run_status(const StatusOptions& options) {
  const auto status = rpc::ask_for_status(options.socket, kPatience);
  if (!status.ok()) {
    std::cerr << "postern status: " << status.status().message() << '\n';
    return 2;
  }
  if (options.json) std::cout << rpc::to_json(*status);
  else print_status(*status);
  return 0;
}

}  // namespace postern::app
