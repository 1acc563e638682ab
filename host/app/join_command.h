// SPDX-License-Identifier: Apache-2.0
#pragma once

// `postern join`: a machine proves itself to a gate and receives its ticket.

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace postern::app {

struct JoinOptions {
  std::string config = "/etc/postern/node.toml";
  std::string plugin_dir, gate, disk_uuid, output, certificate_request, host_public_key;
  std::string request = "join", role = "worker", protocol = "join", tls_max = "1.3";
  std::vector<std::string> principals, fields;
  unsigned timeout_seconds = 30, retry_seconds = 0;
  bool show_secrets = false;
};

// add_join: the subcommand with its flags.
CLI::App* add_join(CLI::App& cli, JoinOptions& options);

// run_join: 0 with a ticket, 1 when the gate refused, 2 when the configuration or a flag is wrong, 3 when the gate
// or the local TPM could not be used.
int run_join(const JoinOptions& options);

}  // namespace postern::app
