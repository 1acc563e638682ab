// SPDX-License-Identifier: Apache-2.0
#pragma once

// `postern check`: whether a gate would start with a file, what the file means, and which recorded decisions it would change.

#include <CLI/CLI.hpp>
#include <string>

namespace postern::app {

struct CheckOptions {
  std::string config, plugin_dir;
  std::string against;  // folder of records, or one of their files
  bool self_test = false;
  bool is_node = false;
  bool explains = false, as_json = false;
};

// add_check: the subcommand with its flags.
CLI::App* add_check(CLI::App& cli, CheckOptions& options);

// run_check: prints every error and warning; 0 when the gate would start, 2 when not, 1 when it would but recorded
// decisions would change or could not be judged again.
int run_check(const CheckOptions& options);

}  // namespace postern::app
