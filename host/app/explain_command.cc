// SPDX-License-Identifier: Apache-2.0
#include "host/app/explain_command.h"

#include <iostream>
#include <optional>

#include "host/app/terminal_colour.h"
#include "host/offline/decision_tree.h"
#include "host/offline/offline_verdict.h"
#include "host/offline/record_stream.h"

namespace postern::app {
namespace {

bool is_meant(const record::Record& record, const std::string& which) {
  return std::to_string(record.seq) == which || record.connection == which || record.request_id == which ||
         (!record.trace.empty() && record.trace == which);
}

// Only a denial speaks of the machine: what was refused for another reason was not judged.
Outcome outcome_of(const record::Record& record) {
  if (record.is_allowed) return Outcome::kAllow;
  const auto reason = record.json.find("reason");
  const bool is_denied = reason != record.json.end() && reason->is_object() &&
                         reason->value("class", "") == attest::class_name(attest::RefusalClass::kDenied);
  return is_denied ? Outcome::kDeny : Outcome::kCannotJudge;
}

// A log with a broken line proves nothing, whatever stands before that line.
int explain_records(const ExplainOptions& options) {
  std::optional<Outcome> last;
  const bool has_colour = wants_colour(options.verify.colour);
  const auto status = for_each_record(options.records, [&](const record::Record& record) {
    if (!is_meant(record, options.which)) return;
    last = outcome_of(record);
    std::cout << draw_tree(record.json, has_colour);
  });
  if (!status.ok()) std::cerr << "postern explain: " << status.message() << '\n';
  else if (!last) std::cerr << "postern explain: no record of " << printable(options.which) << '\n';
  return exit_code(status.ok() && last ? *last : Outcome::kCannotJudge);
}

}  // namespace

CLI::App* add_explain(CLI::App& cli, ExplainOptions& options) {
  CLI::App* command = cli.add_subcommand("explain", "Show a decision as a tree: what was checked, what differed, and what to do");
  command->require_subcommand(1);
  CLI::App* record = command->add_subcommand("record", "a recorded decision");
  record->add_option("records", options.records, "folder of the records, or one of its files")->required();
  record->add_option("which", options.which, "number of a record, or id of a connection or request")->required();
  record->footer("Exit code: 0 when the (last) decision was to allow; 1 when it was to deny; 2 when there is none, when the log is "
                 "broken,\nor when the machine was refused because it could not be judged.");
  CLI::App* document = command->add_subcommand("document", "what the chains of a configuration say of a document, now or at any time");
  add_verify_flags(*document, options.verify);
  for (CLI::App* each : {record, document}) add_colour_flag(*each, options.verify.colour);
  return command;
}

int run_explain(ExplainOptions& options) {
  if (!options.records.empty()) return explain_records(options);
  options.verify.as_tree = true;
  return run_verify(options.verify);
}

}  // namespace postern::app
