// SPDX-License-Identifier: Apache-2.0
#include "host/app/reload_command.h"

#include <iostream>

#include "host/rpc/admin_client.h"

namespace postern::app {

CLI::App* add_reload(CLI::App& cli, ReloadOptions& options) {
  CLI::App* command = cli.add_subcommand(
      "reload", "Have the running gate put its configuration files in force, and wait for the result");
  command->add_option("--socket", options.socket, "the gate's [gate] admin_socket")->capture_default_str();
  command->add_option("--timeout", options.timeout, "seconds to wait")->check(CLI::Range(1, 3600))->capture_default_str();
  command->footer("A configuration that is wrong changes nothing: the gate goes on with the one before.\n"
                  "Exit code: 0 when the new one is in force, 1 when it was refused, 2 when no gate answers.");
  return command;
}

int run_reload(const ReloadOptions& options) {
  const auto report = rpc::ask_to_reload(options.socket, std::chrono::seconds(options.timeout));
  if (!report.ok()) {
    std::cerr << "postern reload: " << report.status().message() << '\n';
    return 2;
  }
  for (const v1::Diagnostic& diagnostic : report->diagnostics()) std::cerr << diagnostic.shown();
  std::cout << report->result() << ": generation " << report->generation() << " is in force\n";
  return report->result() == "swapped" ? 0 : 1;
}

}  // namespace postern::app
