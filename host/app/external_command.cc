// SPDX-License-Identifier: Apache-2.0
#include "host/app/external_command.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <set>

#include "host/gate/nearest.h"

namespace postern::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "postern-";

bool is_name(std::string_view word) {
  return !word.empty() && word.front() != '-' && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

bool can_run(const fs::path& file) {
  std::error_code error;
  return fs::is_regular_file(file, error) && access(file.c_str(), X_OK) == 0;
}

std::vector<std::string> own_commands(const CLI::App& cli) {
  std::vector<std::string> names;
  for (const CLI::App* command : cli.get_subcommands([](const CLI::App*) { return true; })) names.push_back(command->get_name());
  return names;
}

int explain_unknown(const CLI::App& cli, const ExternalCommands& commands, const std::string& word) {
  std::vector<std::string> known = own_commands(cli);
  for (const std::string& name : commands.names()) known.push_back(name);
  std::cerr << "postern: there is no command '" << word << "'" << gate::hint_of(word, known)
            << "\nRun postern --help for all of them.\n";
  return 2;
}

}  // namespace

ExternalCommands ExternalCommands::beside_program() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (error) return ExternalCommands({});
  const fs::path folder = program.parent_path();
  return ExternalCommands({folder, folder.parent_path() / "libexec" / "postern"});
}

std::vector<std::string> ExternalCommands::names() const {
  std::set<std::string> names;
  for (const fs::path& folder : folders_) {
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
      const std::string file = entry->path().filename();
      if (!file.starts_with(kPrefix)) continue;
      if (const std::string name = file.substr(kPrefix.size()); find(name)) names.insert(name);
    }
  }
  return {names.begin(), names.end()};
}

std::optional<fs::path> ExternalCommands::find(const std::string& name) const {
  if (!is_name(name)) return std::nullopt;
  for (const fs::path& folder : folders_)
    if (fs::path file = folder / (std::string(kPrefix) + name); can_run(file)) return file;
  return std::nullopt;
}

void list_commands(CLI::App& cli, const ExternalCommands& commands) {
  std::string text;
  for (const std::string& name : commands.names()) text += "\n  " + name;
  if (!text.empty()) cli.footer("Further commands (postern COMMAND --help):" + text);
}

std::optional<int> run_external(const CLI::App& cli, const ExternalCommands& commands, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-' || argv[1][0] == '\0') return std::nullopt;
  const std::string word = argv[1];
  const std::vector<std::string> own = own_commands(cli);
  if (std::find(own.begin(), own.end(), word) != own.end()) return std::nullopt;
  const auto program = commands.find(word);
  if (!program) return explain_unknown(cli, commands, word);
  std::string name = program->string();
  std::vector<char*> words{name.data()};
  words.insert(words.end(), argv + 2, argv + argc);
  words.push_back(nullptr);
  execv(name.c_str(), words.data());
  std::cerr << "postern: cannot start " << name << ": " << std::strerror(errno) << '\n';
  return 2;
}

}  // namespace postern::app
