// SPDX-License-Identifier: Apache-2.0
#pragma once

// GateService: postern.v1.Gate, for requests and tickets with fields that join.API does not know.

#include "host/rpc/desk.h"
#include "postern/v1/gate.grpc.pb.h"

namespace postern::rpc {

class GateService : public v1::Gate::CallbackService {
 public:
  explicit GateService(Desk& desk) : desk_(desk) {}
  grpc::ServerUnaryReactor* IssueTicket(grpc::CallbackServerContext* context, const v1::TicketRequest* request,
                                        v1::Ticket* response) override;

 private:
  Desk& desk_;
};

}  // namespace postern::rpc
