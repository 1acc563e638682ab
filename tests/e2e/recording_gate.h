// SPDX-License-Identifier: Apache-2.0
#pragma once

// RecordingGate: configurations of gates that record, and what their records say.

#include <gtest/gtest.h>

#include <vector>

#include "e2e/gate_process.h"
#include "host/record/log_files.h"
#include "host/record/record.h"

namespace postern::test {

inline const std::string kZeroPcr = "[instances.tpm.config.measurements.pcrs]\n4 = { expected = \"" + std::string(64, '0') + "\" }\n";

// recording: tpm_gate with records in this folder. more: further keys of [records].
inline GateConfig recording(const std::string& folder, const std::string& more = "keep_evidence = true\n",
                            const std::string& pcrs = kZeroPcr) {
  GateConfig config = tpm_gate(pcrs);
  config.tables = "[records]\ndirectory = \"" + folder + "\"\n" + more + config.tables;
  return config;
}

// read_records: all of them; a failure of the test when the chain is broken.
inline std::vector<record::Record> read_records(const std::string& folder) {
  std::vector<record::Record> all;
  const auto files = record::list_files(folder);
  EXPECT_TRUE(files.ok()) << files.status();
  if (!files.ok()) return all;
  const auto walked = record::walk(*files, [&](record::Json line) {
    auto record = record::parse_record(std::move(line));
    ASSERT_TRUE(record.ok()) << record.status();
    all.push_back(*std::move(record));
  });
  EXPECT_TRUE(walked.ok()) << walked.status();
  if (walked.ok() && walked->broken) ADD_FAILURE() << record::print(*walked->broken);
  return all;
}

}  // namespace postern::test
