// SPDX-License-Identifier: Apache-2.0
#pragma once

// Recorder: keeps every decision of the gate before it has consequences; host/record writes it.

#include <optional>
#include <string>
#include <vector>

#include "host/attest/trail.h"
#include "host/attest/validator.h"

namespace postern::attest {

inline constexpr char kHandshakeDecision[] = "handshake";  // evidence was judged by a chain
inline constexpr char kTicketDecision[] = "ticket";        // a request was answered

// Decision: one verdict with what it rests on. claims and bindings are its maker's, and nullptr when none were proven.
// Nothing in it is a secret; of a ticket it holds the fields' names.
struct Decision {
  std::string kind;
  Time time;                      // as of which the evidence was judged, or the request answered
  uint64_t generation = 0;
  std::string configuration;      // digest of the generation's configuration
  std::vector<std::string> pipelines;  // whose chain judged, or the one that answered; empty when there is none
  std::string connection, address, request_id;
  std::string evidence_type, evidence_sha256;
  ByteVector nonce, channel_key;
  Trail steps;
  const Claims* claims = nullptr;
  const Bindings* bindings = nullptr;
  std::optional<Refusal> refusal;  // absent: allowed
  std::string request, role;       // of a ticket: kind of request, role that was asked for
  std::string trace;               // of a ticket: the caller's trace id (W3C Trace Context); empty: none
  std::vector<std::string> carries;  // ticket fields that the request's protocol can carry; empty: any
  std::vector<std::string> offered;  // ticket fields that the pipeline could have given
  std::vector<std::string> fields;   // those that it gave
  std::chrono::nanoseconds took{0};
};

class Recorder {
 public:
  virtual ~Recorder() = default;

  // keep: the document's SHA-256 in lower-case hex; the document is kept beside the records when that is configured.
  virtual std::string keep(ByteView document) = 0;

  enum class Until {
    kWritten,  // the system has it: it survives the process
    kDurable,  // it survives the machine, when the operator asked for that
  };
  // record: nothing once the decision is recorded, or when the operator chose to go on without. Else a retryable
  // refusal, which takes the place of any allow. Blocks for as long as the disk takes; thread-safe.
  virtual std::optional<Refusal> record(const Decision& decision, Until until) = 0;
};

}  // namespace postern::attest
