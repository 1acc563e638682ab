// SPDX-License-Identifier: Apache-2.0
#pragma once

// TicketOffice: who answers the requests of admitted peers, as the gRPC services see it.

#include "host/attest/examiner.h"
#include "host/pipeline/run.h"

namespace postern::pipeline {

class TicketOffice {
 public:
  virtual ~TicketOffice() = default;

  // issue: the ticket, or why there is none. identity comes from the Examiner of the same gate. Blocks for as long
  // as the backends take; thread-safe. request.id and request.trace stand in every log line about the request.
  virtual Outcome issue(const attest::Identity& identity, const Request& request) = 0;
};

}  // namespace postern::pipeline
