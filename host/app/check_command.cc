// SPDX-License-Identifier: Apache-2.0
#include "host/app/check_command.h"

#include <iostream>

#include "host/app/configuration.h"
#include "host/app/node.h"
#include "host/gate/contacts.h"

namespace postern::app {
namespace {

std::string chain_of(const config::PipelineEntry& pipeline) {
  std::string text;
  for (const auto& step : pipeline.steps) {
    text += text.empty() ? "" : " > ";
    for (std::size_t i = 0; i < step.instances.size(); ++i) text += (i == 0 ? "" : " | ") + step.instances[i];
    if (step.warn) text += " (warn)";
  }
  return text;
}

void print_summary(const gate::Resolved& resolved) {
  for (const auto& [name, library] : resolved.plugins.all())
    std::cout << "plugin " << name << " " << library->version() << " sha256 " << library->sha256() << '\n';
  for (const config::PipelineEntry& pipeline : resolved.file.pipelines)
    std::cout << "pipeline " << pipeline.name << ": " << pipeline.evidence << " " << pipeline.request
              << (pipeline.role.empty() ? "" : " as " + pipeline.role) << ": " << chain_of(pipeline) << '\n';
}

void print_contacts(const gate::Resolved& resolved) {
  for (const gate::Contact& contact : gate::contacts_of(resolved)) std::cout << "contact " << gate::print(contact) << '\n';
}

int finish(const std::string& path, const config::Diagnostics& diagnostics) {
  print_diagnostics(diagnostics);
  std::cout << path << (diagnostics.ok() ? ": ok" : ": not usable") << '\n';
  return diagnostics.ok() ? 0 : 2;
}

int check_node(const CheckOptions& options) {
  config::Diagnostics diagnostics;
  const auto node = Node::load(options.config, options.plugin_dir, diagnostics);
  if (node != nullptr && options.self_test)
    if (const auto status = node->start(true); !status.ok())
      diagnostics.error({options.config, 0, 0}, std::string(status.message()));
  if (node != nullptr) print_contacts(node->resolved());
  return finish(options.config, diagnostics);
}

}  // namespace

CLI::App* add_check(CLI::App& cli, CheckOptions& options) {
  CLI::App* command = cli.add_subcommand(
      "check", "Check a configuration file: everything that posternd would refuse, with file, line and column");
  command->add_option("-c,--config,config", options.config, "the file")->required();
  command->add_option("--plugin-dir", options.plugin_dir, "where plugins are when the file does not say")
      ->capture_default_str();
  command->add_flag("--self-test", options.self_test,
                    "also create every instance and let it test itself: reads secrets, contacts services and TPMs");
  command->add_flag("--node", options.is_node, "the file is a node's, as `postern join` reads it");
  command->footer("Exit code: 0 when the file is usable (warnings may be printed), 2 when it is not.");
  return command;
}

int run_check(const CheckOptions& options) {
  if (options.is_node) return check_node(options);
  config::Diagnostics diagnostics;
  const LoadedGate loaded = load_gate(options.config, options.plugin_dir, {"text", "warn"}, diagnostics);
  if (diagnostics.ok() && options.self_test)
    gate::Generation::build(loaded.resolved, loaded.around, wall_clock(), diagnostics);
  if (diagnostics.ok()) print_summary(loaded.resolved);
  print_contacts(loaded.resolved);
  return finish(options.config, diagnostics);
}

}  // namespace postern::app
