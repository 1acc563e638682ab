// SPDX-License-Identifier: Apache-2.0
#pragma once

// `postern records`: checks the log of decisions, lists it, and shows single ones.

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>

namespace postern::app {

struct RecordsOptions {
  enum class Action { kVerify, kList, kShow } action = Action::kVerify;
  std::string path, which;  // folder or file; number or id
  std::string head;         // verify: digest that the last line must have, or empty
  std::string code, pipeline;  // list: only these
  bool only_denied = false;
};

// add_records: the subcommand with its own subcommands.
CLI::App* add_records(CLI::App& cli, RecordsOptions& options);

// run_records: 0 when the log is whole, or something was found; 1 when the log is broken, or nothing was found; 2 when it
// cannot be read, or for wrong usage.
int run_records(const RecordsOptions& options);

}  // namespace postern::app
