// SPDX-License-Identifier: Apache-2.0
#include "host/app/check_command.h"

#include <iostream>

#include "host/offline/against.h"
#include "host/setup/configuration.h"
#include "host/setup/node.h"
#include "host/offline/record_stream.h"
#include "host/config/diagnostic_print.h"
#include "host/gate/contacts.h"
#include "host/gate/drawing.h"

namespace postern::app {
namespace {

constexpr int kChanges = 1, kNotUsable = 2;
using Json = nlohmann::ordered_json;

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

// Comparison: what a usable file would change in recorded decisions.
struct Comparison {
  std::size_t decisions = 0;
  std::vector<Change> changes;
};

absl::StatusOr<Comparison> compare(const CheckOptions& options, config::Diagnostics& diagnostics) {
  const auto rejudgement = Rejudgement::load(options.config, options.plugin_dir, blobs_beside(options.against), diagnostics);
  if (rejudgement == nullptr) return absl::FailedPreconditionError("the chains of this file cannot be made");
  Against against(*rejudgement);
  const auto status = for_each_record(options.against, [&](const record::Record& record) { against.take(record); });
  if (!status.ok()) return status;
  Comparison comparison;
  comparison.changes = against.finish();
  comparison.decisions = against.decisions();
  return comparison;
}

void print_changes(const Comparison& comparison) {
  std::size_t not_judged = 0;
  for (const Change& change : comparison.changes) {
    not_judged += change.obstacle.empty() ? 0 : 1;
    std::cout << "decision " << print(change) << '\n';
  }
  std::cout << "of " << comparison.decisions << " recorded decisions " << comparison.changes.size() - not_judged
            << " would change, and " << not_judged << " could not be judged again\n";
}

// One JSON document on standard output, and nothing else.
int print_json(const CheckOptions& options, const gate::Resolved& resolved, const config::Diagnostics& diagnostics,
               const std::optional<Comparison>& comparison) {
  Json json = {{"file", options.config}, {"usable", diagnostics.ok()}};
  json["diagnostics"] = config::to_json(diagnostics);
  if (diagnostics.ok()) json["explanation"] = gate::explain(resolved);
  json["contacts"] = Json::array();
  for (const gate::Contact& contact : gate::contacts_of(resolved))
    json["contacts"].push_back({{"instance", contact.instance}, {"key", contact.key}, {"url", contact.url}, {"allowed", contact.refusal.empty()}});
  if (comparison) {
    json["against"] = {{"decisions", comparison->decisions}, {"changes", Json::array()}};
    for (const Change& change : comparison->changes) json["against"]["changes"].push_back(to_json(change));
  }
  std::cout << json.dump(2, ' ', true, Json::error_handler_t::replace) << '\n';
  return diagnostics.ok() ? 0 : kNotUsable;
}

constexpr char kFooter[] =
    "The very compiler of the gate reads the file, without starting anything: secrets are not read and nothing is contacted\n"
    "unless --self-test asks for it.\n\n"
    "--explain draws every pipeline from the evidence to the ticket: what each step needs, proves, binds and gives, which\n"
    "claims `when` tests and who proves them, where a role comes from; then who answers which request.\n\n"
    "--against RECORDS judges recorded decisions with this file, as of then and with the collateral of then, and lists those\n"
    "whose verdict or ticket fields would be others. It needs what the verdicts rest on ([records] keep_evidence = true).\n"
    "Backends are not asked: the fields are those that the pipeline which would answer declares.\n\n"
    "--json prints one document: {\"file\", \"usable\", \"diagnostics\": [{\"file\", \"line\", \"column\", \"severity\", \"code\",\n"
    "\"text\", \"hint\", \"source\"}], \"explanation\": {\"routes\", \"pipelines\", \"plugins\"}, \"contacts\", \"against\":\n"
    "{\"decisions\", \"changes\": [{\"seq\", \"kind\", \"connection\", \"request\", \"recorded\", \"now\" or \"not_judged\"}]}}.\n\n"
    "Exit code: 0 when the file is usable (warnings may be printed); 1 when it is, but recorded decisions would change or\n"
    "could not be judged again; 2 when it is not usable, or the records cannot be read or are broken.";

}  // namespace

CLI::App* add_check(CLI::App& cli, CheckOptions& options) {
  CLI::App* command = cli.add_subcommand(
      "check", "Check a configuration file: everything that posternd would refuse, with file, line and column");
  command->add_option("-c,--config,config", options.config, "the file")->required();
  command->add_option("--plugin-dir", options.plugin_dir, "where plugins are when the file does not say")
      ->capture_default_str();
  CLI::Option* self_test = command->add_flag("--self-test", options.self_test,
                    "also create every instance and let it test itself: reads secrets, contacts services and TPMs");
  CLI::Option* node = command->add_flag("--node", options.is_node, "the file is a node's, as `postern join` reads it");
  command->add_flag("--explain", options.explains, "draw which pipeline answers which request, and what its steps do")->excludes(node);
  command->add_flag("--json", options.as_json, "print one JSON document: diagnostics and explanation")->excludes(node);
  command->add_option("--against", options.against, "records to judge with this file: a folder, or one of its files")
      ->excludes(node)->excludes(self_test);
  command->footer(kFooter);
  return command;
}

int run_check(const CheckOptions& options) {
  if (options.is_node) return check_node(options);
  config::Diagnostics diagnostics;
  const LoadedGate loaded = load_gate(options.config, options.plugin_dir, {"text", "warn"}, diagnostics);
  if (diagnostics.ok() && options.self_test)
    gate::Generation::build(loaded.resolved, loaded.around, wall_clock(), diagnostics);
  std::optional<Comparison> comparison;
  if (diagnostics.ok() && !options.against.empty()) {
    config::Diagnostics again;
    auto compared = compare(options, again);
    if (!compared.ok()) {
      print_diagnostics(again);
      std::cerr << "postern check: " << compared.status().message() << '\n';
      return kNotUsable;
    }
    comparison = *std::move(compared);
  }
  const int code = comparison && !comparison->changes.empty() ? kChanges : 0;
  if (options.as_json) return std::max(code, print_json(options, loaded.resolved, diagnostics, comparison));
  if (diagnostics.ok() && options.explains) std::cout << gate::draw(gate::explain(loaded.resolved)) << '\n';
  else if (diagnostics.ok()) print_summary(loaded.resolved);
  print_contacts(loaded.resolved);
  if (comparison) print_changes(*comparison);
  return std::max(code, finish(options.config, diagnostics));
}

}  // namespace postern::app
