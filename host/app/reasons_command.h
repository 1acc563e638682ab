// SPDX-License-Identifier: Apache-2.0
#pragma once

// `postern reasons`: the registry of reason codes, or one of them.

#include <CLI/CLI.hpp>

#include <string>

namespace postern::app {

struct ReasonsOptions {
  std::string code;  // empty: all
  bool json = false;
};

CLI::App* add_reasons(CLI::App& cli, ReasonsOptions& options);

// run_reasons: 0; 2 for a code that is not in the registry, with the nearest one on standard error.
int run_reasons(const ReasonsOptions& options);

}  // namespace postern::app
