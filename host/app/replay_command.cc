// SPDX-License-Identifier: Apache-2.0
#include "host/app/replay_command.h"

#include <iostream>
#include <set>

#include "host/offline/record_stream.h"
#include "host/offline/replay.h"

namespace postern::app {
namespace {

constexpr int kDifferent = 1, kUnusable = 2;

// Tally: what was replayed, and the words for it.
class Tally {
 public:
  explicit Tally(bool is_quiet) : is_quiet_(is_quiet) {}
  void add(const record::Record& record, const Replayed& replayed) {
    ++all_;
    configurations_.insert(record.configuration);
    if (!replayed.obstacle.empty()) ++not_judged_;
    else if (!replayed.differences.empty()) ++different_;
    if (is_quiet_ || (replayed.obstacle.empty() && replayed.differences.empty())) return;
    std::cout << record::summary(record) << '\n';
    for (const std::string& difference : replayed.differences) std::cout << "  differs: " << printable(difference) << '\n';
    if (!replayed.obstacle.empty()) std::cout << "  not judged again: " << printable(replayed.obstacle) << '\n';
  }
  int finish() const {
    std::cout << all_ << " decisions: " << all_ - different_ - not_judged_ << " identical, " << different_ << " different, "
              << not_judged_ << " not judged again; made by " << configurations_.size() << " configuration"
              << (configurations_.size() == 1 ? "" : "s") << '\n';
    return different_ + not_judged_ == 0 ? 0 : kDifferent;
  }

 private:
  const bool is_quiet_;
  std::size_t all_ = 0, different_ = 0, not_judged_ = 0;
  std::set<std::string> configurations_;
};

}  // namespace

CLI::App* add_replay(CLI::App& cli, ReplayOptions& options) {
  CLI::App* command = cli.add_subcommand(
      "replay", "Judge recorded evidence again, as of then and with the collateral of then, and compare");
  command->add_option("records", options.records, "folder of the records, or one of its files")->required();
  command->add_option("-c,--config", options.config, "the gate's configuration file")->capture_default_str();
  command->add_option("--plugin-dir", options.plugin_dir, "where plugins are when the file does not say")
      ->capture_default_str();
  command->add_flag("-q,--quiet", options.is_quiet, "print the count only");
  command->footer(
      "Needs what verdicts rest on: [records] keep_evidence = true when they were made. Every verdict over evidence is\n"
      "made again: verdict, reason, steps, claims and bindings must be the recorded ones, byte by byte. Of a request the\n"
      "pipeline, the verdict of its chain, its conditions and the fields on offer are compared; backends are not asked.\n"
      "Pages that could hold a secret are not kept: verdicts that rest on them are not judged again, and it says so.\n\n"
      "Exit code: 0 when all are identical, 1 when some differ or could not be judged again, 2 for wrong usage, a broken\n"
      "log or a wrong configuration.");
  return command;
}

int run_replay(const ReplayOptions& options) {
  config::Diagnostics diagnostics;
  const auto rejudgement = Rejudgement::load(options.config, options.plugin_dir, blobs_beside(options.records), diagnostics);
  print_diagnostics(diagnostics);
  if (rejudgement == nullptr) return kUnusable;
  Replay replay(*rejudgement);
  Tally tally(options.is_quiet);
  const auto status = for_each_record(options.records, [&](const record::Record& record) { tally.add(record, replay.take(record)); });
  if (!status.ok()) {
    std::cerr << "postern replay: " << status.message() << '\n';
    return kUnusable;
  }
  return tally.finish();
}

}  // namespace postern::app
