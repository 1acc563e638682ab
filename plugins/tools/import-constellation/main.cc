// SPDX-License-Identifier: Apache-2.0
//
// postern-import-constellation: `postern import-constellation FILE` turns Constellation's attestation configuration into
// Postern's files.

#include <CLI/CLI.hpp>
#include <charconv>
#include <iostream>

#include "common/input/input_file.h"
#include "tools/import-constellation/convert.h"
#include "tools/import-constellation/parse_attestation_config.h"
#include "tools/import-constellation/read_source.h"
#include "tools/import-constellation/save_files.h"

namespace postern::constellation {
namespace {

using sdk::Failure;
using sdk::Result;

constexpr std::size_t kLargestFile = 256 * 1024;

struct Options {
  std::string file, variant, out, latest;
  ConvertChoice choice;
  bool force = false;
};

std::optional<uint8_t> TcbLevels::*member_of(std::string_view name) {
  if (name == "bootloader") return &TcbLevels::bootloader;
  if (name == "tee") return &TcbLevels::tee;
  if (name == "snp") return &TcbLevels::snp;
  return name == "microcode" ? &TcbLevels::microcode : nullptr;
}

// "bootloader=4,tee=0"
Result<TcbLevels> parse_latest(std::string_view text) {
  TcbLevels levels;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    const std::size_t sign = part.find('=');
    const auto member = member_of(part.substr(0, sign));
    const std::string_view digits = sign == part.npos ? "" : part.substr(sign + 1);
    uint8_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (member == nullptr || error != std::errc() || end != digits.data() + digits.size())
      return Failure::misconfigured("latest", "--latest: expected bootloader=4,tee=0,snp=24,microcode=219 or a part of "
                                              "it, numbers from 0 to 255");
    levels.*member = number;
  }
  return levels;
}

Result<Imported> import(Options& options) {
  POSTERN_TRY(latest, parse_latest(options.latest));
  options.choice.latest = latest;
  POSTERN_TRY(text, common::read_input(options.file, kLargestFile));
  POSTERN_TRY(source, read_source(text));
  POSTERN_TRY(variant, find_variant(source, options.variant));
  POSTERN_TRY(config, parse_attestation_config(variant));
  return convert(config, options.choice);
}

// Text out of the file, made harmless for a terminal.
std::string shown(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  return text;
}

int explain(const Failure& failure) {
  const bool has_pointer = failure.subject().starts_with('/') && !failure.operator_text().starts_with(failure.subject());
  std::cerr << "postern import-constellation: "
            << shown((has_pointer ? failure.subject() + ": " : "") + failure.operator_text()) << '\n';
  return 2;
}

int print(const Imported& imported) {
  for (const OutputFile& file : imported.files) std::cout << "# ---- " << file.name << "\n" << file.content << '\n';
  return std::cout.flush() ? 0 : 2;
}

int run(Options& options) {
  const auto imported = import(options);
  if (!imported.ok()) return explain(imported.failure());
  if (options.out.empty()) return print(imported.value());
  if (const auto saved = save_files(imported.value().files, options.out, options.force); !saved.ok())
    return explain(saved.failure());
  for (const OutputFile& file : imported.value().files) std::cout << options.out << '/' << file.name << '\n';
  for (const std::string& note : imported.value().notes) std::cout << "note: " << note << '\n';
  return std::cout.flush() ? 0 : 2;
}

void add_options(CLI::App& cli, Options& options) {
  cli.add_option("file", options.file,
                 "attestationConfig.json as the join service mounts it, the ConfigMap join-config, or "
                 "constellation-conf.yaml; - for standard input")
      ->required();
  cli.add_option("--variant", options.variant, "what it is for, where the file does not say: the join service's "
                                               "--attestation-variant, e.g. gcp-sev-es");
  cli.add_option("--out", options.out, "a folder for the files; without it they are printed");
  cli.add_flag("--force", options.force, "overwrite files that are there");
  cli.add_option("--name", options.choice.set_name, "name of the measurement set")->capture_default_str();
  cli.add_option("--latest", options.latest,
                 "numbers for versions that are \"latest\": bootloader=4,tee=0,snp=24,microcode=219");
  cli.add_option("--project", options.choice.projects, "Google: a project whose machines may join; again for others")
      ->take_all();
}

}  // namespace
}  // namespace postern::constellation

int main(int argc, char** argv) {
  using namespace postern::constellation;
  Options options;
  CLI::App cli{"postern import-constellation: turns Constellation's attestation configuration into a gate's file and a "
               "measurement set. Nothing is contacted.",
               "postern import-constellation"};
  cli.set_version_flag("--version", POSTERN_VERSION);
  cli.footer("Exit code: 0 imported, 2 not, with the reason.");
  add_options(cli, options);
  try {
    cli.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return cli.exit(error) == 0 ? 0 : 2;
  }
  try {
    return run(options);
  } catch (const std::exception& error) {
    std::cerr << "postern import-constellation: " << error.what() << '\n';
    return 2;
  }
}
