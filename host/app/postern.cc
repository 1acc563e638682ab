// SPDX-License-Identifier: Apache-2.0
//
// postern: the command for operators and nodes.

#include <CLI/CLI.hpp>

#include "host/app/check_command.h"
#include "host/app/collateral_command.h"
#include "host/app/command_line.h"
#include "host/app/hardening.h"
#include "host/app/join_command.h"
#include "host/app/program_paths.h"
#include "host/app/verify_command.h"

int main(int argc, char** argv) {
  using namespace postern::app;
  harden_process();
  CLI::App cli{"postern: joins a machine through a Postern gate, and checks the gate's configuration."};
  cli.set_version_flag("--version", POSTERN_VERSION);
  cli.require_subcommand(1);

  CheckOptions check;
  CollateralOptions collateral;
  JoinOptions join;
  VerifyOptions verify;
  check.plugin_dir = collateral.plugin_dir = join.plugin_dir = verify.plugin_dir = default_plugin_dir();
  CLI::App* check_command = add_check(cli, check);
  CLI::App* collateral_command = add_collateral(cli, collateral);
  CLI::App* join_command = add_join(cli, join);
  CLI::App* verify_command = add_verify(cli, verify);
  if (const auto code = parse_command_line(cli, argc, argv)) return *code;

  if (check_command->parsed()) return run_check(check);
  if (collateral_command->parsed()) return run_collateral(collateral);
  if (join_command->parsed()) return run_join(join);
  if (verify_command->parsed()) return run_verify(verify);
  return 2;
}
