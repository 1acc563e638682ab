// SPDX-License-Identifier: Apache-2.0
#pragma once

// JoinService: join.API as stock Constellation nodes call it.

#include "host/rpc/desk.h"
#include "join.grpc.pb.h"

namespace postern::rpc {

class JoinService : public join::API::CallbackService {
 public:
  explicit JoinService(Desk& desk) : desk_(desk) {}
  grpc::ServerUnaryReactor* IssueJoinTicket(grpc::CallbackServerContext* context,
                                            const join::IssueJoinTicketRequest* request,
                                            join::IssueJoinTicketResponse* response) override;
  grpc::ServerUnaryReactor* IssueRejoinTicket(grpc::CallbackServerContext* context,
                                              const join::IssueRejoinTicketRequest* request,
                                              join::IssueRejoinTicketResponse* response) override;

 private:
  Desk& desk_;
};

}  // namespace postern::rpc
