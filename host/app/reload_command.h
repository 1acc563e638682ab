// SPDX-License-Identifier: Apache-2.0
#pragma once

// `postern reload`: has a running gate read its configuration again, and waits for what comes of it.

#include <CLI/CLI.hpp>
#include <string>

namespace postern::app {

inline constexpr char kAdminSocket[] = "/run/postern/admin.sock";

struct ReloadOptions {
  std::string socket = kAdminSocket;
  int timeout = 120;  // seconds
};

// add_reload: the subcommand with its flags.
CLI::App* add_reload(CLI::App& cli, ReloadOptions& options);

// run_reload: 0 when another configuration is in force, 1 when it was refused (the diagnostics are printed), 2 when no
// gate answers.
int run_reload(const ReloadOptions& options);

}  // namespace postern::app
