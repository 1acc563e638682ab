// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/join_service.h"

#include "host/rpc/join_messages.h"

namespace postern::rpc {

grpc::ServerUnaryReactor* JoinService::IssueJoinTicket(grpc::CallbackServerContext* context,
                                                       const join::IssueJoinTicketRequest* request,
                                                       join::IssueJoinTicketResponse* response) {
  return desk_.serve(
      context, to_request(*request),
      [response](const pipeline::Ticket& ticket, const std::string&) { fill_response(ticket, *response); },
      [response] { wipe_response(*response); });
}

grpc::ServerUnaryReactor* JoinService::IssueRejoinTicket(grpc::CallbackServerContext* context,
                                                         const join::IssueRejoinTicketRequest* request,
                                                         join::IssueRejoinTicketResponse* response) {
  return desk_.serve(
      context, to_request(*request),
      [response](const pipeline::Ticket& ticket, const std::string&) { fill_response(ticket, *response); },
      [response] { wipe_response(*response); });
}

}  // namespace postern::rpc
