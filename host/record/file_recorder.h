// SPDX-License-Identifier: Apache-2.0
#pragma once

// FileRecorder: decisions in a log on disk, with what they rest on beside them when that is wanted.
//
//   records-00000001.jsonl …   the log; see SealedLine
//   blobs/<SHA-256>            evidence and public collateral; never a page that may hold a secret

#include <absl/status/statusor.h>

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "host/attest/journal.h"
#include "host/attest/recorder.h"
#include "host/record/blob_folder.h"
#include "host/record/decision_log.h"

namespace postern::record {

// kRecordUnwritable: code of the refusal (class retryable) of a decision that could not be recorded.
inline constexpr char kRecordUnwritable[] = "RECORD_UNWRITABLE";

// kBlobs: name of the folder of blobs in the log's folder.
inline constexpr char kBlobs[] = "blobs";

struct RecorderOptions {
  LogOptions log;
  bool waits_for_disk = true;      // a ticket leaves only when its record is durable
  bool refuses_on_failure = true;  // nothing that could not be recorded leaves; else that is only reported
  std::optional<uint64_t> keep_bytes;  // of evidence and collateral; nothing: none is kept
};

class FileRecorder : public attest::Recorder {
 public:
  // open: errors as DecisionLog::open. journal outlives the recorder.
  static absl::StatusOr<std::unique_ptr<FileRecorder>> open(RecorderOptions options, attest::Journal& journal);

  std::string keep(attest::ByteView document) override;
  std::optional<attest::Refusal> record(const attest::Decision& decision, Until until) override;

  // obstacle: why nothing that could not be recorded leaves at the moment; empty when there is room for records, or
  // when the gate goes on without. After a failure it tries to write, so that a disk with room again is noticed even when
  // nobody joins. Blocks for the disk; thread-safe.
  std::string obstacle();

  const DecisionLog& log() const { return *log_; }

 private:
  FileRecorder(RecorderOptions options, attest::Journal& journal, std::unique_ptr<DecisionLog> log);
  void keep(const std::string& sha256, attest::ByteView content);
  void keep_pages(const attest::Trail& steps);
  void recovered();
  std::optional<attest::Refusal> on_failure(const attest::Decision& decision, const absl::Status& status);

  const RecorderOptions options_;
  attest::Journal& journal_;
  const std::unique_ptr<DecisionLog> log_;
  const std::unique_ptr<BlobFolder> blobs_;  // nullptr: nothing is kept
  std::atomic<bool> is_failing_ = false;
};

}  // namespace postern::record
