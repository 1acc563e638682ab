// SPDX-License-Identifier: Apache-2.0
#pragma once

// `postern collateral`: what is kept, bundles for sites without a network, and which hosts may be contacted.

#include <CLI/CLI.hpp>
#include <string>

namespace postern::app {

struct CollateralOptions {
  std::string config, plugin_dir;
  std::string bundle;  // file to read or write
  bool is_node = false;
  CLI::App *list_command = nullptr, *export_command = nullptr, *import_command = nullptr, *hosts_command = nullptr;
};

// add_collateral: the subcommand with its own subcommands and flags.
CLI::App* add_collateral(CLI::App& cli, CollateralOptions& options);

// run_collateral: 0 when it is done, 1 when a bundle is damaged or does not fit, or a file cannot be written, 2 for a
// wrong configuration or usage. hosts: 2 when an instance wants a host that is not allowed.
int run_collateral(const CollateralOptions& options);

}  // namespace postern::app
