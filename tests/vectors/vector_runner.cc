// SPDX-License-Identifier: Apache-2.0
//
// vector_runner: runs attestation test vectors through the code that the plugins run.

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "host/app/command_line.h"
#include "vectors/run_manifest.h"

namespace {

// plugin_dir: ../lib/postern/plugins beside the folder of this program.
std::string plugin_dir() {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::string() : (program.parent_path().parent_path() / "lib" / "postern" / "plugins").string();
}

}  // namespace

int main(int argc, char** argv) {
  using namespace postern;
  CLI::App cli{"vector_runner: runs attestation test vectors through the code that the plugins run.\n\n"
               "Prints \"PASS|FAIL|SKIP id reason\" for every case of the manifest and at last \"N passed, N failed,\n"
               "N skipped\". A case passes when it gets the verdict that the manifest demands, a refusal for the reason\n"
               "that it must have, and when our parsers see the facts that the manifest gives.\n\n"
               "Exit code: 0 when no case failed, 1 when some did, 2 for a wrong command line, a manifest that cannot\n"
               "be read, or when no case was selected."};
  std::string manifest_path, time;
  vectors::RunOptions options;
  options.plugin_dir = plugin_dir();
  cli.add_option("--manifest", manifest_path, "MANIFEST.json; the cases' files lie beside it")->required();
  cli.add_option("--kind", options.kinds, "only cases of this kind; may be repeated");
  cli.add_option("--case", options.ids, "only the case with this id; may be repeated");
  cli.add_option("--time", time, "judge every case at this time (RFC 3339) instead of its own");
  cli.add_option("--plugin-dir", options.plugin_dir, "where the plugins are")->capture_default_str();
  cli.add_flag("--json", options.json, "one JSON object {id, kind, result, reason} per case; the last line is the same");
  if (const auto code = app::parse_command_line(cli, argc, argv)) return *code;
  if (!time.empty() && !(options.now = tpm2::parse_time(time))) {
    std::cerr << "vector_runner: --time: not an RFC 3339 time: " << time << "\n";
    return 2;
  }
  const auto loaded = vectors::Manifest::load(manifest_path);
  if (const auto* wrong = std::get_if<std::string>(&loaded)) {
    std::cerr << "vector_runner: " << *wrong << "\n";
    return 2;
  }
  const vectors::Counts counts = vectors::run_manifest(std::get<vectors::Manifest>(loaded), options, std::cout);
  if (counts.failed != 0) return 1;
  if (counts.passed + counts.skipped != 0) return 0;
  std::cerr << "vector_runner: no case was selected\n";
  return 2;
}
