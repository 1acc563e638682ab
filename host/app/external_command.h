// SPDX-License-Identifier: Apache-2.0
#pragma once

// External commands: programs `postern-NAME` that know formats and clusters, which `postern` itself does not. They are
// looked for in folders that came with this program and never in PATH, so that nobody's PATH decides what runs.

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace postern::app {

class ExternalCommands {
 public:
  // The folders, in the order in which they are searched.
  explicit ExternalCommands(std::vector<std::filesystem::path> folders) : folders_(std::move(folders)) {}

  // beside_program: the folder of the running program (links resolved), then ../libexec/postern next to it.
  static ExternalCommands beside_program();

  // names: of all that can be run, sorted, without the "postern-".
  std::vector<std::string> names() const;

  // find: the program of that name; nothing when there is none or it cannot be executed, or for anything but
  // lower-case letters, digits and dashes.
  std::optional<std::filesystem::path> find(const std::string& name) const;

 private:
  std::vector<std::filesystem::path> folders_;
};

// list_commands: adds the commands to what --help prints.
void list_commands(CLI::App& cli, const ExternalCommands& commands);

// run_external: when the first word is neither a flag nor a subcommand of cli, the process becomes the program of that
// name, with the words that follow. Returns nothing when the word is for cli, and 2 after an explanation on standard
// error when there is no such program or it cannot be started. Call it before anything changes the process.
std::optional<int> run_external(const CLI::App& cli, const ExternalCommands& commands, int argc, char** argv);

}  // namespace postern::app
