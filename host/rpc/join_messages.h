// SPDX-License-Identifier: Apache-2.0
#pragma once

// Messages of join.API as requests and tickets of the core. The names of fields are those of the protocol.

#include "host/pipeline/request.h"
#include "host/pipeline/ticket.h"
#include "join.pb.h"

namespace postern::rpc {

pipeline::Request to_request(const join::IssueJoinTicketRequest& message);
pipeline::Request to_request(const join::IssueRejoinTicketRequest& message);

// fill_response: every field of the ticket that the message has. control_plane_files: key is the name.
// kubernetes_components: key is the install path, value is JSON {"url", "hash", "extract"}; another value throws.
void fill_response(const pipeline::Ticket& ticket, join::IssueJoinTicketResponse& message);
void fill_response(const pipeline::Ticket& ticket, join::IssueRejoinTicketResponse& message);

// The same the other way, for the node: the messages of a request, and the ticket in an answer, where every field that
// the protocol keeps secret is marked.
join::IssueJoinTicketRequest to_join_message(const pipeline::Request& request);
join::IssueRejoinTicketRequest to_rejoin_message(const pipeline::Request& request);
pipeline::Ticket to_ticket(const join::IssueJoinTicketResponse& message);
pipeline::Ticket to_ticket(const join::IssueRejoinTicketResponse& message);

// wipe_response: overwrites every secret in the message.
void wipe_response(join::IssueJoinTicketResponse& message);
void wipe_response(join::IssueRejoinTicketResponse& message);

}  // namespace postern::rpc
