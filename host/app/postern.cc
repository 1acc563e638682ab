// SPDX-License-Identifier: Apache-2.0
//
// postern: the command for operators and nodes.

#include <CLI/CLI.hpp>

#include "host/app/check_command.h"
#include "host/app/collateral_command.h"
#include "host/app/command_line.h"
#include "host/app/explain_command.h"
#include "host/app/external_command.h"
#include "host/setup/hardening.h"
#include "host/app/join_command.h"
#include "host/setup/program_paths.h"
#include "host/app/reasons_command.h"
#include "host/app/records_command.h"
#include "host/app/reload_command.h"
#include "host/app/replay_command.h"
#include "host/app/status_command.h"
#include "host/app/verify_command.h"

int main(int argc, char** argv) {
  using namespace postern::app;
  CLI::App cli{"postern: joins a machine through a Postern gate, and checks the gate's configuration."};
  cli.set_version_flag("--version", POSTERN_VERSION);
  cli.require_subcommand(1);

  CheckOptions check;
  CollateralOptions collateral;
  ExplainOptions explain;
  JoinOptions join;
  ReasonsOptions reasons;
  RecordsOptions records;
  ReloadOptions reload;
  ReplayOptions replay;
  StatusOptions status;
  VerifyOptions verify;
  check.plugin_dir = collateral.plugin_dir = explain.verify.plugin_dir = join.plugin_dir = replay.plugin_dir = verify.plugin_dir = default_plugin_dir();
  CLI::App* check_command = add_check(cli, check);
  CLI::App* collateral_command = add_collateral(cli, collateral);
  CLI::App* explain_command = add_explain(cli, explain);
  CLI::App* join_command = add_join(cli, join);
  CLI::App* reasons_command = add_reasons(cli, reasons);
  CLI::App* records_command = add_records(cli, records);
  CLI::App* reload_command = add_reload(cli, reload);
  CLI::App* replay_command = add_replay(cli, replay);
  CLI::App* status_command = add_status(cli, status);
  CLI::App* verify_command = add_verify(cli, verify);
  const ExternalCommands external = ExternalCommands::beside_program();
  list_commands(cli, external);
  if (const auto code = run_external(cli, external, argc, argv)) return *code;
  harden_process();
  if (const auto code = parse_command_line(cli, argc, argv)) return *code;

  if (check_command->parsed()) return run_check(check);
  if (collateral_command->parsed()) return run_collateral(collateral);
  if (explain_command->parsed()) return run_explain(explain);
  if (join_command->parsed()) return run_join(join);
  if (reasons_command->parsed()) return run_reasons(reasons);
  if (records_command->parsed()) return run_records(records);
  if (reload_command->parsed()) return run_reload(reload);
  if (replay_command->parsed()) return run_replay(replay);
  if (status_command->parsed()) return run_status(status);
  if (verify_command->parsed()) return run_verify(verify);
  return 2;
}
