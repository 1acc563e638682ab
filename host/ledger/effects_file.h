// SPDX-License-Identifier: Apache-2.0
#pragma once

// EffectsFile: the ledger's file `effects.log`. Lines are only ever added; those who wait for the disk wait together (one
// fdatasync(2) for all that came meanwhile). When most of it is settled, it is written anew.

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "host/ledger/effects_folder.h"
#include "host/ledger/ledger_text.h"

namespace postern::ledger {

inline constexpr std::size_t kRewriteFrom = 1024 * 1024;  // bytes

class EffectsFile {
 public:
  // open: takes the folder and reads the file, which is then written anew with the open entries only. A file with damaged
  // lines stays as `damaged.log`. Errors: those of EffectsFolder::open; DATA_LOSS when the file is of another kind or
  // version. An empty name: entries are kept in memory only. rewrite_from: size at which the file is written anew.
  static absl::StatusOr<std::unique_ptr<EffectsFile>> open(const std::string& folder,
                                                           std::size_t rewrite_from = kRewriteFrom);
  ~EffectsFile();
  EffectsFile(const EffectsFile&) = delete;

  // found: what open has read.
  const LedgerContent& found() const { return found_; }

  // add: the number of the new entry once the disk has it. Nothing else is promised after an error; one of the disk
  // itself is for good, since nobody knows then what the file holds. Thread-safe, like all.
  absl::StatusOr<uint64_t> add(const pipeline::Intent& intent);

  // settle: closes the entry. The system has the line when this returns, and the disk has it with the next entry.
  // A line that does not fit on a full disk is written when it does.
  void settle(uint64_t entry);

  // find: the open entry, or nothing.
  std::optional<pipeline::Intent> find(uint64_t entry) const;
  std::size_t open_entries() const;

  // syncs: how often the disk was waited for.
  std::size_t syncs() const;

 private:
  // Batch: the lines of those who wait for the same fdatasync.
  struct Batch {
    std::string lines;
    bool done = false;
    absl::Status status;
  };

  EffectsFile(std::unique_ptr<EffectsFolder> folder, std::size_t rewrite_from)
      : folder_(std::move(folder)), rewrite_from_(rewrite_from), rewrite_at_(rewrite_from) {}
  absl::Status read();
  absl::Status reuse();
  // With mutex_ held:
  void finish_batch(std::unique_lock<std::mutex>& lock);
  absl::Status append(const std::string& lines);
  absl::Status rewrite();

  const std::unique_ptr<EffectsFolder> folder_;  // nullptr: in memory only
  const std::size_t rewrite_from_;
  LedgerContent found_;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable synced_;
  std::map<uint64_t, pipeline::Intent> open_;
  uint64_t last_ = 0;
  std::shared_ptr<Batch> next_ = std::make_shared<Batch>();
  std::string unwritten_;  // settling lines that could not be written yet
  bool syncing_ = false;   // somebody waits for the disk, without the lock
  absl::Status broken_;    // once not OK, nothing is written any more
  int fd_ = -1;
  std::size_t size_ = 0;        // of the file
  std::size_t rewrite_at_ = 0;  // size
  std::size_t syncs_ = 0;
};

}  // namespace postern::ledger
