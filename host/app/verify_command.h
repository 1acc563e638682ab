// SPDX-License-Identifier: Apache-2.0
#pragma once

// `postern verify`: judges a document as the gate would, at any time, without a connection.

#include <CLI/CLI.hpp>
#include <string>

namespace postern::app {

struct VerifyOptions {
  std::string config, plugin_dir;
  std::string document, type;    // file, or "-": standard input; name or OID of the evidence type
  std::string nonce, user_data;  // hexadecimal
  std::string time;              // RFC 3339; empty: now
  std::string collateral;        // bundle; empty: the cache that the configuration names
  std::string log_level = "warn";
  std::string colour = "auto";   // of the tree
  bool online = false, as_json = false;
  bool as_tree = false;  // as `postern explain` prints it
};

// add_verify: the subcommand with its flags.
CLI::App* add_verify(CLI::App& cli, VerifyOptions& options);

// add_verify_flags: to a command that judges a document likewise.
void add_verify_flags(CLI::App& command, VerifyOptions& options);

// run_verify: prints each pipeline's verdict. The exit code: 0 when a pipeline admits the machine and its conditions
// hold; 1 when every one denies; 2 when that cannot be told: wrong usage or configuration, a file that cannot be read,
// or a refusal that says nothing about the machine, such as collateral that is not at hand.
int run_verify(const VerifyOptions& options);

}  // namespace postern::app
