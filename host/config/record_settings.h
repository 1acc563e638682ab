// SPDX-License-Identifier: Apache-2.0
#pragma once

// RecordSettings: the table [records]: where a gate's decisions are recorded, and what happens when they cannot be.

#include <chrono>
#include <string>

#include "host/config/table_reader.h"

namespace postern::config {

struct RecordSettings {
  std::string directory;  // absolute; empty: nothing is recorded
  bool waits_for_disk = true;  // durability = "before-answer"; else "interval"
  std::chrono::nanoseconds interval = std::chrono::milliseconds(200);  // of "interval"
  bool refuses_on_failure = true;  // on_failure = "refuse"; else "continue"
  uint64_t max_file_bytes = 64 * 1024 * 1024;
  bool keep_evidence = false;
  uint64_t max_kept_bytes = 256 * 1024 * 1024;
  Position directory_at;
};

// read_records: the table `records` of a file's top level, or the defaults when it is absent. Relative paths are relative
// to folder.
RecordSettings read_records(TableReader& root, const std::string& file, const std::string& folder, Diagnostics& out);

}  // namespace postern::config
