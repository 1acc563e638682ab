// SPDX-License-Identifier: Apache-2.0
#include "host/app/terminal_colour.h"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace postern::app {
namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

void add_colour_flag(CLI::App& command, std::string& choice) {
  command.add_option("--color", choice, "when to use colour; auto: on a terminal, unless NO_COLOR is set")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
}

bool wants_colour(const std::string& choice) {
  if (choice != "auto") return choice == "always";
  return isatty(STDOUT_FILENO) == 1 && environment("NO_COLOR").empty() && environment("TERM") != "dumb";
}

}  // namespace postern::app
