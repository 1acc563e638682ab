// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "common/tpm2/event_log.h"
#include "common/tpm2/verify_quote.h"

namespace postern::tpm2 {

// TrustedEvent: an event whose digest is part of a quoted PCR and is the hash of its data, so the data is
// what was measured. Not covered: the type, which the log only claims; give data a meaning by its own content
// and by the PCR. before_separator: no earlier digest in this PCR is that of a separator, so the firmware and
// nothing that it started measured this. That is told by digests alone, which the quote covers:
// a log that hides a separator's data or type changes nothing.
struct TrustedEvent {
  uint32_t pcr = 0;
  uint32_t claimed_type = 0;
  bool before_separator = true;
  sdk::ByteView data;  // into the log that the ReplayedLog owns
};

// ReplayedLog: a log that replays to the PCRs of a VerifiedQuote. Made only by verify_event_log. Move-only.
class ReplayedLog {
 public:
  // trusted: events in the order of the log; an event whose data is not what its digest covers is not among
  // them.
  std::span<const TrustedEvent> trusted() const { return trusted_; }
  // untrusted_count: extending events whose data the digest does not cover.
  std::size_t untrusted_count() const { return untrusted_count_; }
  // covered: the PCRs that the log extends, all of which were compared.
  PcrSet covered() const { return covered_; }
  // bank: in which the PCRs were compared. log: the whole log; what it says beyond trusted() is only claimed.
  HashAlgorithm bank() const { return bank_; }
  const EventLog& log() const { return log_; }
  // separated: the PCRs into which a separator was measured.
  PcrSet separated() const { return separated_; }

 private:
  ReplayedLog(EventLog log, HashAlgorithm bank) : log_(std::move(log)), bank_(bank) {}
  friend sdk::Result<ReplayedLog> verify_event_log(EventLog log, const VerifiedQuote& quote);

  EventLog log_;
  HashAlgorithm bank_;
  std::vector<TrustedEvent> trusted_;
  std::size_t untrusted_count_ = 0;
  PcrSet covered_ = 0, separated_ = 0;
};

// verify_replay: every PCR that the log extends in the bank has the value in pcrs, and there is at least one
// such PCR. A PCR without events is not compared (something after the firmware extended it, and the log does
// not speak of it). Errors: denied, EVENT_LOG_MISMATCH.
sdk::Result<PcrSet> verify_replay(const EventLog& log, const PcrBank& pcrs);

// verify_event_log: as verify_replay, against quoted PCRs (TCG PC Client Platform Firmware
// Profile 1.05, 10.1).
sdk::Result<ReplayedLog> verify_event_log(EventLog log, const VerifiedQuote& quote);

}  // namespace postern::tpm2
