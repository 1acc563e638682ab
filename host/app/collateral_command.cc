// SPDX-License-Identifier: Apache-2.0
#include "host/app/collateral_command.h"

#include <filesystem>
#include <iostream>
#include <set>

#include "host/setup/bounded_file.h"
#include "host/setup/configuration.h"
#include "host/setup/node.h"
#include "host/collateral/bundle.h"
#include "host/collateral/folder_file.h"
#include "host/gate/contacts.h"
#include "host/observe/log_journal.h"

namespace postern::app {
namespace {

constexpr int kFailed = 1, kWrongUsage = 2;

int fail(int code, const std::string& text) {
  std::cerr << "postern collateral: " << text << '\n';
  return code;
}

// Kept: the cache that a configuration file names.
struct Kept {
  config::CollateralSettings settings;
  std::unique_ptr<attest::Journal> journal = std::make_unique<observe::LogJournal>("text", "warn");
  std::shared_ptr<collateral::PageStore> store;  // nullptr: the file is wrong, and that has been said
};

Kept open_kept(const CollateralOptions& options) {
  Kept kept;
  config::Diagnostics diagnostics;
  const auto purpose = options.is_node ? config::Purpose::kNode : config::Purpose::kGate;
  kept.settings = config::read_gate_file(options.config, purpose, options.plugin_dir, diagnostics).collateral;
  if (diagnostics.ok()) gate::check_cache(kept.settings, diagnostics);
  if (diagnostics.ok() && kept.settings.cache_dir.empty())
    diagnostics.error(kept.settings.cache_dir_at, "[collateral]: cache_dir is not set: nothing is kept on disk");
  print_diagnostics(diagnostics);
  if (diagnostics.ok()) kept.store = gate::open_store(kept.settings, *kept.journal);
  return kept;
}

const char* state_of(const config::CollateralSettings& settings, std::chrono::nanoseconds age) {
  if (age < -std::chrono::minutes(5)) return "future";
  if (age <= settings.max_age) return "fresh";
  return age <= settings.max_stale ? "stale" : "old";
}

int list(const Kept& kept) {
  const attest::Time now = wall_clock();
  for (const collateral::IndexEntry& entry : kept.store->list()) {
    const auto age = now - attest::Time(entry.fetched);
    std::cout << state_of(kept.settings, age) << '\t' << collateral::print_time(entry.fetched) << '\t'
              << collateral::print_age(std::max(age, decltype(age)(0))) << '\t' << entry.size << " bytes\t" << entry.sha256
              << '\t' << entry.url << '\n';
  }
  return 0;
}

int export_bundle(const Kept& kept, const std::string& path) {
  const auto entries = collateral::collect(*kept.store);
  const std::filesystem::path target = std::filesystem::absolute(path);
  const auto status = collateral::write_file_atomically(target.parent_path().string(), target.filename().string(),
                                                        collateral::print_bundle(entries));
  if (!status.ok()) return fail(kFailed, std::string(status.message()));
  std::cout << path << ": " << entries.size() << " entries\n";
  return 0;
}

int import_bundle(const Kept& kept, const std::string& path) {
  const auto bytes = read_bounded(path, collateral::kLongestBundle);
  if (!bytes.ok()) return fail(kWrongUsage, std::string(bytes.status().message()));
  const auto entries = collateral::parse_bundle(*bytes);
  if (!entries.ok()) return fail(kFailed, path + ": " + std::string(entries.status().message()));
  const auto imported = collateral::import_bundle(*entries, collateral::AllowList(kept.settings.hosts), wall_clock(),
                                                  kept.settings.cache_size, *kept.store);
  if (!imported.ok()) return fail(kFailed, path + ": " + std::string(imported.status().message()));
  std::cout << path << ": " << imported->added << " entries added, " << imported->older
            << " not newer than what is kept\n";
  return 0;
}

void print_hosts(const gate::Resolved& resolved) {
  std::set<std::string> named;
  for (const gate::Contact& contact : gate::contacts_of(resolved)) {
    named.insert(contact.host);
    std::cout << (contact.host.empty() ? "?" : contact.host) << '\t'
              << (contact.refusal.empty() ? "allowed" : "NOT ALLOWED") << '\t' << contact.instance << '\t' << contact.key
              << '\t' << contact.url << (contact.is_default ? " (default)" : "") << '\n';
  }
  for (const std::string& host : resolved.file.collateral.hosts)
    if (!named.contains(host)) std::cout << host << "\tallowed\t-\t-\tno instance names it\n";
  if (resolved.file.collateral.offline) std::cout << "offline = true: none of them is contacted\n";
}

int hosts(const CollateralOptions& options) {
  config::Diagnostics diagnostics;
  if (options.is_node) {
    if (const auto node = Node::load(options.config, options.plugin_dir, diagnostics)) print_hosts(node->resolved());
  } else {
    print_hosts(load_gate(options.config, options.plugin_dir, {"text", "warn"}, diagnostics).resolved);
  }
  print_diagnostics(diagnostics);
  return diagnostics.ok() ? 0 : kWrongUsage;
}

CLI::App* add_one(CLI::App& parent, CollateralOptions& options, const char* name, const char* text) {
  CLI::App* command = parent.add_subcommand(name, text);
  command->add_option("-c,--config", options.config, "the gate's configuration file")->required();
  command->add_option("--plugin-dir", options.plugin_dir, "where plugins are when the file does not say")
      ->capture_default_str();
  command->add_flag("--node", options.is_node, "the file is a node's, as `postern join` reads it");
  return command;
}

}  // namespace

CLI::App* add_collateral(CLI::App& cli, CollateralOptions& options) {
  CLI::App* command = cli.add_subcommand(
      "collateral", "Certificates, revocation lists and keys that validators need: what is kept, and from where it comes");
  command->require_subcommand(1);
  options.list_command = add_one(*command, options, "list",
                                 "What is kept: fresh, stale or old; when it was fetched; its age, size, SHA-256 and URL");
  options.export_command = add_one(*command, options, "export", "Write everything that is kept into one file");
  options.export_command->add_option("-o,--output", options.bundle, "the file")->required();
  options.import_command = add_one(*command, options, "import",
                                   "Take over what such a file holds: all of it, or nothing when anything is wrong");
  options.import_command->add_option("bundle", options.bundle, "the file")->required();
  options.hosts_command = add_one(*command, options, "hosts",
                                  "Which hosts the configuration may contact, which instance wants each, and whether it may");
  command->footer("Run list, export and import as the user of posternd: only that user reaches the cache.\n"
                  "Exit code: 0 done, 1 damaged bundle or unwritable file, 2 wrong configuration or usage.");
  return command;
}

int run_collateral(const CollateralOptions& options) {
  if (options.hosts_command->parsed()) return hosts(options);
  const Kept kept = open_kept(options);
  if (kept.store == nullptr) return kWrongUsage;
  if (options.list_command->parsed()) return list(kept);
  return options.export_command->parsed() ? export_bundle(kept, options.bundle) : import_bundle(kept, options.bundle);
}

}  // namespace postern::app
