// SPDX-License-Identifier: Apache-2.0
#pragma once

// `postern verify`: judges a document as the gate would, at any time, without a connection.

#include <CLI/CLI.hpp>
#include <string>

namespace postern::app {

struct VerifyOptions {
  std::string config, plugin_dir;
  std::string evidence, type;      // file; name or OID of the evidence type
  std::string nonce, channel_key;  // hexadecimal
  std::string time;                // RFC 3339; empty: now
  std::string collateral;          // bundle; empty: the cache that the configuration names
  std::string log_level = "warn";
  bool online = false, as_json = false;
};

// add_verify: the subcommand with its flags.
CLI::App* add_verify(CLI::App& cli, VerifyOptions& options);

// run_verify: prints each pipeline's verdict; 0 when one admits the machine and its conditions hold, 1 when none does, 2
// for wrong usage or a wrong configuration.
int run_verify(const VerifyOptions& options);

}  // namespace postern::app
