// SPDX-License-Identifier: Apache-2.0
#pragma once

// Desk: what both services share: finds the identity behind a call, gives the work to a worker, and answers.

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <functional>
#include <memory>
#include <string>

#include "host/pipeline/ticket_office.h"
#include "host/rpc/identity_registry.h"
#include "host/rpc/worker_queue.h"

namespace postern::rpc {

class Desk {
 public:
  using Fill = std::function<void(const pipeline::Ticket&, const std::string& request_id)>;

  // All outlive the desk.
  Desk(const IdentityRegistry& registry, pipeline::TicketOffice& office, WorkerQueue& workers, attest::Journal& journal)
      : registry_(registry), office_(office), workers_(workers), journal_(journal) {}

  // serve: answers one call. fill turns the ticket into the response; wipe empties the response once it has been
  // sent. What backends made for the ticket is kept when the response has been sent, and revoked when the call was
  // cancelled or its connection broke before. UNAUTHENTICATED when the connection has no identity, RESOURCE_EXHAUSTED when too many calls wait.
  grpc::ServerUnaryReactor* serve(grpc::CallbackServerContext* context, pipeline::Request request,
                                  Fill fill, std::function<void()> wipe);

 private:
  grpc::Status answer(const attest::Identity& identity, const pipeline::Request& request, const Fill& fill,
                      std::shared_ptr<pipeline::Undo>& undo);

  const IdentityRegistry& registry_;
  pipeline::TicketOffice& office_;
  WorkerQueue& workers_;
  attest::Journal& journal_;
};

}  // namespace postern::rpc
