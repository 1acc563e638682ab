// SPDX-License-Identifier: Apache-2.0
#include "host/app/records_command.h"

#include <algorithm>
#include <iostream>

#include "host/offline/record_stream.h"
#include "host/record/digest.h"

namespace postern::app {
namespace {

constexpr int kBroken = 1, kUnreadable = 2;

int fail(const absl::Status& status) {
  std::cerr << "postern records: " << status.message() << '\n';
  return absl::IsDataLoss(status) ? kBroken : kUnreadable;
}

// The number of broken records that are whole lines is not that of a broken chain, but no less wrong.
int verify(const RecordsOptions& options) {
  if (!options.head.empty() && !record::is_sha256_hex(options.head))
    return fail(absl::InvalidArgumentError("--head: expected 64 lower-case hexadecimal digits"));
  const auto files = record::list_files(options.path);
  if (!files.ok()) return fail(files.status());
  uint64_t unreadable = 0;
  std::string first_wrong;
  const auto walked = record::walk(*files, [&](record::Json line) {
    const std::string seq = record::dump(line["seq"]);
    const auto record = record::parse_record(std::move(line));
    if (!record.ok() && unreadable++ == 0) first_wrong = "record " + seq + ": " + std::string(record.status().message());
  });
  if (!walked.ok()) return fail(walked.status());
  std::cout << walked->lines << " whole records in " << walked->files << (walked->files == 1 ? " file" : " files");
  if (walked->lines > 0)
    std::cout << ", numbers " << walked->first_seq << " to " << walked->head.seq << "\nhead " << walked->head.digest;
  std::cout << '\n';
  if (walked->lines > 0 && walked->first_seq != 1) std::cout << "the log's beginning is not here\n";
  if (walked->broken) std::cout << "broken: " << printable(record::print(*walked->broken)) << '\n';
  if (unreadable > 0) std::cout << "broken: " << printable(first_wrong) << '\n';
  const bool has_other_head = !options.head.empty() && options.head != walked->head.digest;
  if (has_other_head) std::cout << "broken: the last record is not the one whose digest is " << options.head << '\n';
  return walked->broken || unreadable > 0 || has_other_head ? kBroken : 0;
}

bool fits(const RecordsOptions& options, const record::Record& record) {
  if (options.only_denied && record.is_allowed) return false;
  if (!options.code.empty() && record.code != options.code) return false;
  return options.pipeline.empty() ||
         std::find(record.pipelines.begin(), record.pipelines.end(), options.pipeline) != record.pipelines.end();
}

int list(const RecordsOptions& options) {
  std::size_t found = 0;
  const auto status = for_each_record(options.path, [&](const record::Record& record) {
    if (!fits(options, record)) return;
    ++found;
    std::cout << record::summary(record) << '\n';
  });
  if (!status.ok()) return fail(status);
  return found > 0 ? 0 : kBroken;
}

int show(const RecordsOptions& options) {
  std::size_t found = 0;
  const auto status = for_each_record(options.path, [&](const record::Record& record) {
    if (std::to_string(record.seq) != options.which && record.connection != options.which && record.request_id != options.which &&
        (record.trace.empty() || record.trace != options.which))
      return;
    ++found;
    std::cout << record.json.dump(2, ' ', true) << '\n';
  });
  if (!status.ok()) return fail(status);
  return found > 0 ? 0 : kBroken;
}

CLI::App* add_action(CLI::App& command, RecordsOptions& options, const char* name, const char* text,
                     RecordsOptions::Action action) {
  CLI::App* sub = command.add_subcommand(name, text);
  sub->add_option("path", options.path, "folder of the records, or one of its files")->required();
  sub->callback([&options, action] { options.action = action; });
  return sub;
}

}  // namespace

CLI::App* add_records(CLI::App& cli, RecordsOptions& options) {
  CLI::App* command = cli.add_subcommand("records", "Check, list and show the recorded decisions of a gate");
  command->require_subcommand(1);
  CLI::App* verify = add_action(*command, options, "verify", "Check that every line is whole and follows the one before",
                                RecordsOptions::Action::kVerify);
  verify->add_option("--head", options.head, "digest that the last line must have, as an earlier check or the gate's log told it");
  verify->footer(
      "Each line carries its own SHA-256 and that of the line before, so a changed, missing, moved or added line breaks the\n"
      "chain; the first broken one is named. Lines that were cut off at the end leave a whole chain: keep its head elsewhere\n"
      "(the gate logs it as records-opened) and compare with --head. One file alone is checked from its first line on.\n\n"
      "Exit code: 0 when the log is whole, 1 when it is broken, 2 when it cannot be read.");
  CLI::App* list = add_action(*command, options, "list", "One line per decision", RecordsOptions::Action::kList);
  list->add_flag("--denied", options.only_denied, "refusals only");
  list->add_option("--code", options.code, "refusals with this code only");
  list->add_option("--pipeline", options.pipeline, "decisions of this pipeline only");
  list->footer("Exit code: 0 when there is one, 1 when there is none or the log is broken, 2 when it cannot be read.");
  CLI::App* show = add_action(*command, options, "show", "Whole records", RecordsOptions::Action::kShow);
  show->add_option("which", options.which, "number of a record, or id of a connection or request")->required();
  show->footer("Exit code: 0 when there is one, 1 when there is none or the log is broken, 2 when it cannot be read.");
  return command;
}

int run_records(const RecordsOptions& options) {
  switch (options.action) {
    case RecordsOptions::Action::kVerify: return verify(options);
    case RecordsOptions::Action::kList: return list(options);
    case RecordsOptions::Action::kShow: return show(options);
  }
  return kUnreadable;
}

}  // namespace postern::app
