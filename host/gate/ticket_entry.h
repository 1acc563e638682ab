// SPDX-License-Identifier: Apache-2.0
#pragma once

// TicketEntry: the record of one request, from its arrival until it is answered. A ticket is recorded before it is given
// out; a refusal when it is known.

#include <chrono>
#include <optional>

#include "host/gate/docket.h"
#include "host/pipeline/run.h"

namespace postern::gate {

class TicketEntry {
 public:
  // peer is nullptr for a foreign identity; everything outlives the entry.
  TicketEntry(const Docket& docket, const Peer* peer, const pipeline::Request& request, attest::Time now);
  TicketEntry(const TicketEntry&) = delete;

  // chosen: the pipeline that answers. proven: what its chain has proven of the peer.
  void chosen(const pipeline::Pipeline& pipeline);
  void proven(const attest::Verified& verified);

  // witness: for pipeline::run; records the ticket when it is about to be given out.
  pipeline::Witness witness();

  // refused: records the refusal, unless the ticket was refused because it could not be recorded.
  void refused(const attest::Refusal& refusal);

 private:
  std::optional<attest::Refusal> record(attest::Recorder::Until until);

  attest::Recorder* const recorder_;
  const std::chrono::steady_clock::time_point begun_;
  attest::Decision decision_;
  bool was_sealed_ = false;
};

}  // namespace postern::gate
