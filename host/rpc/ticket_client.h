// SPDX-License-Identifier: Apache-2.0
#pragma once

// TicketClient: the node's side: asks for a ticket over an attested connection.

#include <absl/status/statusor.h>

#include <chrono>

#include "host/pipeline/request.h"
#include "host/pipeline/ticket.h"

namespace postern::rpc {

enum class Protocol {
  kJoin,     // join.API, which a Constellation join service speaks too: request kinds join and rejoin only
  kPostern,  // postern.v1.Gate: any kind and any field
};

// ask_for_ticket: one call over the connected plaintext socket fd, which it closes. The status is the gate's: code
// and text of its refusal, with details_of; UNAVAILABLE when the connection broke, for which the TLS client knows the reason.
// traceparent: metadata that says to which trace the call belongs; empty: none.
absl::StatusOr<pipeline::Ticket> ask_for_ticket(int fd, Protocol protocol, const pipeline::Request& request,
                                                std::chrono::milliseconds timeout, const std::string& traceparent = {});

}  // namespace postern::rpc
