// SPDX-License-Identifier: Apache-2.0
#pragma once

// DecisionLog: the append-only log of a gate: sealed lines in files that follow one another. One process at a time.
//
// A line that append has taken survives this process; commit makes it survive the machine. Many threads that wait in
// commit share one fdatasync(2). After a crash the log goes on from its last whole line.

#include <absl/status/statusor.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "host/attest/journal.h"
#include "host/record/chain_check.h"
#include "host/record/file_writer.h"

namespace postern::record {

struct LogOptions {
  std::string folder;                           // made, with mode 0700, when it is not there
  uint64_t max_file_bytes = 64 * 1024 * 1024;   // a file that would grow beyond is followed by another
  std::chrono::nanoseconds sync_interval{0};    // 0: only commit makes durable; else that happens at least so often
};

class DecisionLog {
 public:
  // open: a torn last line is cut off, with an event in the journal (record-tail-cut). UNAVAILABLE when the folder cannot
  // be used or is in use; FAILED_PRECONDITION, naming the line, when the chain of the last file is broken elsewhere.
  // journal outlives the log.
  static absl::StatusOr<std::unique_ptr<DecisionLog>> open(LogOptions options, attest::Journal& journal);
  ~DecisionLog();  // makes everything durable
  DecisionLog(const DecisionLog&) = delete;

  // append: the line's number. UNAVAILABLE when it could not be written, and then nothing of it is there. A log that has
  // failed is opened again by the next append. Thread-safe.
  absl::StatusOr<uint64_t> append(const Json& body);

  // commit: waits until the line with this number, and thereby all before it, are durable. UNAVAILABLE when that failed:
  // the line may or may not be there. Thread-safe.
  absl::Status commit(uint64_t seq);

  ChainHead head() const;
  uint64_t syncs() const;  // how often the disk was asked to make lines durable

 private:
  DecisionLog(LogOptions options, attest::Journal& journal) : options_(std::move(options)), journal_(journal) {}
  absl::Status prepare_folder();
  absl::Status reopen();
  absl::Status start_file(uint64_t number, uint64_t size, ChainHead head);
  absl::Status rotate(std::unique_lock<std::mutex>& lock);
  absl::Status sync(std::unique_lock<std::mutex>& lock);
  void sync_at_intervals();

  const LogOptions options_;
  attest::Journal& journal_;
  int lock_fd_ = -1;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::shared_ptr<FileWriter> file_;  // nullptr after a failure, until the next append
  uint64_t file_number_ = 0;
  ChainHead head_;
  uint64_t durable_ = 0;  // number of the last line that is
  uint64_t failed_ = 0;   // lines up to this one could not be made durable, but for those that already were
  uint64_t syncs_ = 0;
  bool is_syncing_ = false, is_ending_ = false;
  std::thread syncer_;
};

}  // namespace postern::record
