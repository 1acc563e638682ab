// SPDX-License-Identifier: Apache-2.0
//
// Constellation's files: whatever is imported is accepted by the readers of our own files, without a warning, and the
// measurement set by the validators' parser.

#include <cstdlib>
#include <map>

#include "common/tpm2/parse_measurements.h"
#include "host/config/gate_file.h"
#include "host/config/toml_json.h"
#include "unit/import_constellation/importing.h"

namespace {

using namespace postern;

void require(bool holds) {
  if (!holds) std::abort();
}

void require_accepted(const constellation::Imported& imported) {
  config::Diagnostics diagnostics;
  const config::GateFile gate =
      config::read_gate_text(test::content(imported, "gate.toml"), "/gate.toml", config::Purpose::kGate, "/plugins",
                             diagnostics);
  require(diagnostics.all().empty() && gate.instances.size() == 2 && gate.pipelines.size() == 2);
  config::Diagnostics sets_diagnostics;
  const toml::table sets = config::parse_text(test::content(imported, "measurements.toml"), "/m.toml", sets_diagnostics);
  require(sets_diagnostics.all().empty());
  std::map<std::string, config::Position> places;
  const auto json = config::to_json(sets, "/m.toml", "", places);
  require(json.size() == 1 && tpm2::parse_measurements(json["set"], "").ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  static const std::string variants[]{"", "azure-sev-snp", "gcp-sev-snp", "gcp-sev-es", "qemu-vtpm"};
  const constellation::ConvertChoice choice{
      .latest = {.bootloader = 4, .tee = 0, .snp = 24, .microcode = 219}, .projects = {"example-project"}};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const std::string& variant : variants)
    if (const auto imported = test::import_text(text, variant, choice); imported.ok()) require_accepted(imported.value());
  return 0;
}
