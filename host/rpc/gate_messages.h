// SPDX-License-Identifier: Apache-2.0
#pragma once

// Messages of postern.v1.Gate as requests and tickets of the core, both ways.

#include "host/pipeline/request.h"
#include "host/pipeline/ticket.h"
#include "postern/v1/gate.pb.h"

namespace postern::rpc {

pipeline::Request to_request(const v1::TicketRequest& message);
v1::TicketRequest to_message(const pipeline::Request& request);

void fill_response(const pipeline::Ticket& ticket, v1::Ticket& message);
pipeline::Ticket to_ticket(const v1::Ticket& message);

// wipe_response: overwrites every value in the message.
void wipe_response(v1::Ticket& message);

}  // namespace postern::rpc
