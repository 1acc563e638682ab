// SPDX-License-Identifier: Apache-2.0
//
// postern-measure: `postern measure` prints a measurement set to paste; `postern measure diff A B` compares two.

#include <CLI/CLI.hpp>
#include <chrono>
#include <ctime>
#include <iostream>

#include "common/input/input_file.h"
#include "common/tpm2/tss_log.h"
#include "tools/measure/comparison.h"
#include "tools/measure/pcr_choice.h"
#include "tools/measure/print_comparison.h"
#include "tools/measure/print_set.h"
#include "tools/measure/read_document.h"
#include "tools/measure/read_event_log.h"
#include "tools/measure/read_tpm.h"
#include "tools/measure/reference_set.h"

namespace postern::measure {
namespace {

using sdk::Result;

constexpr std::size_t kLargestFile = 4 * 1024 * 1024;
constexpr int kSame = 0, kDifferent = 1, kCannot = 2;

struct Options {
  std::string tcti = "device:/dev/tpmrm0", document, event_log, bank = "sha256", platform = "none", pcrs, warn_only;
  std::string name, not_before, not_after, left, right;
  bool has_tcti = false, json = false;
};

tpm2::HashAlgorithm bank_of(const Options& options) {
  using enum tpm2::HashAlgorithm;
  for (const auto algorithm : {kSha1, kSha256, kSha384, kSha512})
    if (options.bank == tpm2::name_of(algorithm)) return algorithm;
  return kSha256;  // the command line takes no other word
}

std::string default_name() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  char text[32] = "";
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::strftime(text, sizeof text, "measured-%Y-%m-%d", &parts);
  return text;
}

Result<Reading> read(const Options& options) {
  const auto bank = bank_of(options);
  if (!options.document.empty()) {
    POSTERN_TRY(text, common::read_input(options.document, kLargestFile));
    return read_document(text, options.document, bank);
  }
  if (options.event_log.empty() || options.event_log == "none" || options.has_tcti)
    return read_tpm(options.tcti, bank, options.event_log);
  POSTERN_TRY(bytes, common::read_input(options.event_log, kLargestFile));
  return read_event_log(bytes, options.event_log, bank);
}

Result<SetChoice> choose(const Options& options) {
  SetChoice choice{.name = options.name.empty() ? default_name() : options.name, .not_before = options.not_before,
                   .not_after = options.not_after, .pcrs = pcrs_of_platform(options.platform)};
  if (!options.pcrs.empty()) {
    POSTERN_TRY(pcrs, parse_pcrs(options.pcrs, "--pcrs"));
    choice.pcrs = pcrs;
    choice.must_have = true;
  }
  if (options.warn_only.empty()) return choice;
  POSTERN_TRY(warn_only, parse_pcrs(options.warn_only, "--warn-only"));
  choice.warn_only = warn_only;
  return choice;
}

Result<std::string> measure(const Options& options) {
  POSTERN_TRY(choice, choose(options));
  POSTERN_TRY(reading, read(options));
  POSTERN_TRY(set, make_reference_set(reading, choice));
  return options.json ? print_json(reading, set).dump(2) + "\n" : print_toml(reading, set);
}

int explain(const sdk::Failure& failure) {
  const bool has_pointer = failure.subject().starts_with('/') && !failure.operator_text().starts_with('/');
  std::cerr << "postern measure: " << (has_pointer ? failure.subject() + ": " : "") << failure.operator_text() << '\n';
  return kCannot;
}

int run_measure(const Options& options) {
  const auto text = measure(options);
  if (!text.ok()) return explain(text.failure());
  std::cout << text.value() << std::flush;
  return std::cout ? kSame : kCannot;
}

int run_diff(const Options& options) {
  const auto left = load_operand(options.left, bank_of(options));
  if (!left.ok()) return explain(left.failure());
  const auto right = load_operand(options.right, bank_of(options));
  if (!right.ok()) return explain(right.failure());
  const Comparison comparison = compare(left.value(), right.value());
  if (comparison.compared == 0) {
    std::cerr << "postern measure: the two have no PCR in common\n";
    return kCannot;
  }
  std::cout << (options.json ? comparison_json(comparison, bank_of(options)).dump(2) + "\n"
                             : print_comparison(comparison, left.value(), right.value()))
            << std::flush;
  if (!std::cout) return kCannot;
  return comparison.differences.empty() ? kSame : kDifferent;
}

CLI::Option* add_bank(CLI::App& command, Options& options) {
  return command.add_option("--bank", options.bank, "sha1, sha256, sha384 or sha512; validators compare sha256")
      ->check(CLI::IsMember({"sha1", "sha256", "sha384", "sha512"}))
      ->capture_default_str();
}

void add_sources(CLI::App& command, Options& options) {
  auto* document = command.add_option("--document", options.document, "an attestation document; - for standard input");
  auto* log = command.add_option("--event-log", options.event_log,
                                 "the firmware's event log (binary_bios_measurements): alone, the PCRs to which it "
                                 "leads; with --tcti, the log of that TPM, or none");
  auto* tcti = command.add_option("--tcti", options.tcti, "the TPM, as tpm2-tss names it")->capture_default_str();
  document->type_name("FILE");
  log->type_name("FILE");
  document->excludes(log)->excludes(tcti);
}

void add_choice(CLI::App& command, Options& options) {
  auto* platform = command.add_option("--platform", options.platform,
                                      "leaves out PCRs that differ between machines of one image: on azure 0, 6 and 10, "
                                      "on qemu 1 and 10");
  platform->check(CLI::IsMember(platform_names()))->capture_default_str();
  command.add_option("--pcrs", options.pcrs, "exactly these PCRs, e.g. 4,8,9,11-13")->excludes(platform);
  command.add_option("--warn-only", options.warn_only, "PCRs whose difference is only reported, e.g. 0,2");
  command.add_option("--name", options.name, "name of the set; default: measured- and today");
  command.add_option("--not-before", options.not_before, "from when the set is valid, e.g. 2026-10-01T00:00:00Z");
  command.add_option("--not-after", options.not_after, "until when");
  command.add_flag("--json", options.json, "for programs");
}

CLI::App* add_diff(CLI::App& cli, Options& options) {
  CLI::App* diff = cli.add_subcommand(
      "diff", "which PCRs differ between two of: a measurement file (FILE#NAME of several sets), an attestation document, "
              "an event log, what --json printed, tpm, a TCTI");
  diff->add_option("A", options.left)->required();
  diff->add_option("B", options.right)->required();
  diff->add_flag("--json", options.json, "for programs");
  add_bank(*diff, options);
  diff->footer("Exit code: 0 the same, 1 different, 2 when they cannot be compared.");
  return diff;
}

}  // namespace
}  // namespace postern::measure

int main(int argc, char** argv) {
  using namespace postern::measure;
  postern::tpm2::quiet_tss_log();
  Options options;
  CLI::App cli{"postern measure: prints the PCRs of this machine (or a document, or an event log) as a measurement set. "
               "Nothing is verified: measure where you trust what you see.",
               "postern measure"};
  cli.set_version_flag("--version", POSTERN_VERSION);
  add_sources(cli, options);
  add_bank(cli, options);
  add_choice(cli, options);
  CLI::App* diff = add_diff(cli, options);
  try {
    cli.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return cli.exit(error) == 0 ? 0 : kCannot;
  }
  options.has_tcti = cli.count("--tcti") > 0;
  try {
    return diff->parsed() ? run_diff(options) : run_measure(options);
  } catch (const std::exception& error) {
    std::cerr << "postern measure: " << error.what() << '\n';
    return kCannot;
  }
}
