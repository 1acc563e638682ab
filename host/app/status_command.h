// SPDX-License-Identifier: Apache-2.0
#pragma once

// `postern status`: what a running gate has in force, what came of the last reload, and what it decided last.

#include <CLI/CLI.hpp>
#include <string>

#include "host/app/reload_command.h"

namespace postern::app {

struct StatusOptions {
  std::string socket = kAdminSocket;
  bool json = false;
};

// add_status: the subcommand with its flags.
CLI::App* add_status(CLI::App& cli, StatusOptions& options);

// run_status: 0, or 2 when no gate answers.
int run_status(const StatusOptions& options);

}  // namespace postern::app
