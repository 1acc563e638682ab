// SPDX-License-Identifier: Apache-2.0
#pragma once

// parse_command_line: nothing when the program should go on, else its exit code: 0 after --help or --version, 2 for a
// wrong command line, which has then been explained on standard error.

#include <CLI/CLI.hpp>
#include <optional>

namespace postern::app {

inline std::optional<int> parse_command_line(CLI::App& cli, int argc, char** argv) {
  try {
    cli.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::ParseError& error) {
    return cli.exit(error) == 0 ? 0 : 2;
  }
}

}  // namespace postern::app
