// SPDX-License-Identifier: Apache-2.0
#pragma once

// Ledger: the gate's memory of what its backends are about to create, in a folder, and the sweeping of what an earlier run
// has left.

#include <absl/status/statusor.h>

#include <memory>
#include <string>

#include "host/ledger/effects_file.h"
#include "host/ledger/revoker.h"

namespace postern::ledger {

class Ledger : public pipeline::EffectLedger {
 public:
  // open: see EffectsFile::open. journal outlives it; clock is thread-safe.
  static absl::StatusOr<std::shared_ptr<Ledger>> open(const std::string& folder, attest::Journal& journal,
                                                      Revoker::Clock clock,
                                                      std::chrono::milliseconds first_pause = std::chrono::seconds(1));

  std::optional<uint64_t> announce(const pipeline::Intent& intent) override;
  void settle(uint64_t entry) override { file_->settle(entry); }
  void revoke_later(const pipeline::Effect& effect, std::shared_ptr<pipeline::Backend> backend) override;

  // sweep: revokes what an earlier run has left open. Call it once, when backends can be found; returns when each was
  // tried once or the patience is over. What fails is tried again in the background.
  void sweep(Revoker::Find find, std::chrono::milliseconds patience);

  // stop: see Revoker::stop. Backends are not used any more when it returns.
  void stop(std::chrono::milliseconds grace) { revoker_.stop(grace); }

  // open_entries: how many effects are neither revoked nor handed over.
  std::size_t open_entries() const { return file_->open_entries(); }

 private:
  Ledger(std::unique_ptr<EffectsFile> file, attest::Journal& journal, Revoker::Clock clock,
         std::chrono::milliseconds first_pause)
      : journal_(journal), file_(std::move(file)), revoker_(journal, std::move(clock), first_pause) {}

  attest::Journal& journal_;
  const std::unique_ptr<EffectsFile> file_;
  Revoker revoker_;
};

}  // namespace postern::ledger
