// SPDX-License-Identifier: Apache-2.0
#include "host/app/reasons_command.h"

#include <iostream>
#include <nlohmann/json.hpp>
#include <vector>

#include "host/attest/reason_registry.h"
#include "host/gate/nearest.h"

namespace postern::app {
namespace {

nlohmann::ordered_json to_json(const attest::ReasonEntry& entry) {
  return {{"code", entry.code}, {"cause", entry.cause}, {"remedy", entry.remedy}};
}

void print(const attest::ReasonEntry& entry) {
  std::cout << entry.code << "\n  cause   " << entry.cause << "\n  remedy  " << entry.remedy << '\n';
}

int unknown(const std::string& code) {
  std::vector<std::string> names;
  for (const attest::ReasonEntry& entry : attest::reasons()) names.emplace_back(entry.code);
  std::cerr << "postern reasons: no reason has the code '" << code << "'" << gate::hint_of(code, names)
            << "; codes of vendors' plugins are explained by their vendors\n";
  return 2;
}

}  // namespace

CLI::App* add_reasons(CLI::App& cli, ReasonsOptions& options) {
  CLI::App* command = cli.add_subcommand("reasons", "Explains the codes with which the gate refuses: cause and remedy.");
  command->add_option("code", options.code, "The code, e.g. PCR_MISMATCH; without one, all are listed");
  command->add_flag("--json", options.json, "As JSON, for other programs");
  command->footer("Codes are stable: they stand in tickets' errors, logs, records and metrics.");
  return command;
}

int run_reasons(const ReasonsOptions& options) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  if (!options.code.empty()) {
    const attest::ReasonEntry* entry = attest::find_reason(options.code);
    if (entry == nullptr) return unknown(options.code);
    if (options.json) std::cout << to_json(*entry).dump(2) << '\n';
    else print(*entry);
    return 0;
  }
  for (const attest::ReasonEntry& entry : attest::reasons()) {
    if (options.json) list.push_back(to_json(entry));
    else print(entry);
  }
  if (options.json) std::cout << list.dump(2) << '\n';
  return 0;
}

}  // namespace postern::app
