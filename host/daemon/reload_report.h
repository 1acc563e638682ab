// SPDX-License-Identifier: Apache-2.0
#pragma once

// ReloadReport: what came of one reload.

#include <string>
#include <string_view>
#include <vector>

#include "host/attest/validator.h"
#include "host/config/diagnostic.h"

namespace postern::app {

enum class Trigger { kStart, kFiles, kSignal, kCommand };

enum class ReloadResult {
  kSwapped,    // another generation is in force
  kRefused,    // what runs goes on; the diagnostics say why
  kUnchanged,  // the files are again what runs; only for kFiles
  kStopping,   // the gate ends
};

struct ReloadReport {
  Trigger trigger = Trigger::kStart;
  ReloadResult result = ReloadResult::kSwapped;
  attest::Time time{};      // when it was over
  uint64_t generation = 1;  // in force since
  std::vector<config::Diagnostic> said;
};

// Names in logs, metrics and status: "start", "files", "signal", "command"; "swapped", "refused", "unchanged", "stopping".
std::string_view name_of(Trigger trigger);
std::string_view name_of(ReloadResult result);

}  // namespace postern::app
