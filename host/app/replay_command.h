// SPDX-License-Identifier: Apache-2.0
#pragma once

// `postern replay`: judges recorded evidence again, as of then, and compares.

#include <CLI/CLI.hpp>
#include <string>

namespace postern::app {

struct ReplayOptions {
  std::string records, config = "/etc/postern/gate.toml", plugin_dir;
  bool is_quiet = false;
};

// add_replay: the subcommand with its flags.
CLI::App* add_replay(CLI::App& cli, ReplayOptions& options);

// run_replay: prints every difference; 0 when there is none, 1 when there is one or something could not be judged again, 2
// for wrong usage, a broken log or a wrong configuration.
int run_replay(const ReplayOptions& options);

}  // namespace postern::app
