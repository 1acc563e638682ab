// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/gate_service.h"

#include "host/rpc/gate_messages.h"

namespace postern::rpc {

grpc::ServerUnaryReactor* GateService::IssueTicket(grpc::CallbackServerContext* context,
                                                   const v1::TicketRequest* request, v1::Ticket* response) {
  return desk_.serve(
      context, to_request(*request),
      [response](const pipeline::Ticket& ticket, const std::string& request_id) {
        response->set_request_id(request_id);
        fill_response(ticket, *response);
      },
      [response] { wipe_response(*response); });
}

}  // namespace postern::rpc
