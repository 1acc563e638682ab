// SPDX-License-Identifier: Apache-2.0
#pragma once

// `postern check`: whether a gate would start with a file.

#include <CLI/CLI.hpp>
#include <string>

namespace postern::app {

struct CheckOptions {
  std::string config, plugin_dir;
  bool self_test = false;
  bool is_node = false;
};

// add_check: the subcommand with its flags.
CLI::App* add_check(CLI::App& cli, CheckOptions& options);

// run_check: prints every error and warning; 0 when the gate would start, else 2.
int run_check(const CheckOptions& options);

}  // namespace postern::app
