// SPDX-License-Identifier: Apache-2.0
#pragma once

// EffectLedger: remembers what backends are about to create outside, so that it is undone also after a crash of the
// gate. An entry is open from the announcement until the effect has been revoked or its ticket handed over. host/ledger
// implements it over a file.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "host/attest/validator.h"

namespace postern::pipeline {

class Backend;

// kLedgerUnavailable: code of the refusal when an announcement could not be written down.
inline constexpr char kLedgerUnavailable[] = "LEDGER_UNAVAILABLE";

// Effect: something that a backend announced.
struct Effect {
  std::string text;         // what revoke is given: at most 4 KiB of any bytes; never a secret
  uint64_t entry = 0;       // in the ledger; 0: in none
  bool unfinished = false;  // the call that announced it was given up and has not returned: it may still create it
};

// Intent: an effect, and who can revoke it.
struct Intent {
  std::string instance;   // name in the configuration
  std::string component;  // "plugin/component"
  std::string request;    // id in the log
  std::string effect;     // Effect::text
  attest::Time since{};   // when the request began
};

class EffectLedger {
 public:
  virtual ~EffectLedger() = default;

  // announce: the number of the new entry, which then outlives a crash; nothing when it could not be written, and then
  // nothing may be created. Blocks until the disk has it. Thread-safe, like all.
  virtual std::optional<uint64_t> announce(const Intent& intent) = 0;

  // settle: the entry needs no revoking (any more). It has left this process when this returns; it is on the disk with
  // the next announcement. After a loss of power in between, what was handed over is revoked. Does not block.
  virtual void settle(uint64_t entry) = 0;

  // revoke_later: has the effect revoked in the background, again and again until that succeeds; within one request the
  // latest announcement first. backend does it when the configuration in force has none of that name. Does not block.
  virtual void revoke_later(const Effect& effect, std::shared_ptr<Backend> backend) = 0;
};

}  // namespace postern::pipeline
