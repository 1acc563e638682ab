// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/ticket_client.h"

#include <grpcpp/create_channel_posix.h>
#include <grpcpp/grpcpp.h>

#include "host/rpc/gate_messages.h"
#include "host/rpc/join_messages.h"
#include "join.grpc.pb.h"
#include "postern/v1/gate.grpc.pb.h"

namespace postern::rpc {
namespace {

absl::Status to_absl(const grpc::Status& status) {
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
}

// One unary call: method(context, message, response) and then read(response).
template <typename Response, typename Method, typename Message>
absl::StatusOr<pipeline::Ticket> call(const Message& message, std::chrono::milliseconds timeout, Method&& method) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + timeout);
  Response response;
  const grpc::Status status = method(&context, message, &response);
  if (!status.ok()) return to_absl(status);
  pipeline::Ticket ticket = to_ticket(response);
  wipe_response(response);
  return ticket;
}

absl::StatusOr<pipeline::Ticket> ask_join(join::API::Stub& stub, const pipeline::Request& request,
                                          std::chrono::milliseconds timeout) {
  if (request.kind == pipeline::kRejoin)
    return call<join::IssueRejoinTicketResponse>(
        to_rejoin_message(request), timeout,
        [&](auto* context, const auto& message, auto* out) { return stub.IssueRejoinTicket(context, message, out); });
  if (request.kind == pipeline::kJoin)
    return call<join::IssueJoinTicketResponse>(
        to_join_message(request), timeout,
        [&](auto* context, const auto& message, auto* out) { return stub.IssueJoinTicket(context, message, out); });
  return absl::InvalidArgumentError("join.API knows only the requests join and rejoin; use the protocol \"postern\" for " +
                                    request.kind);
}

}  // namespace

absl::StatusOr<pipeline::Ticket> ask_for_ticket(int fd, Protocol protocol, const pipeline::Request& request,
                                                std::chrono::milliseconds timeout) {
  const std::shared_ptr<grpc::Channel> channel = grpc::CreateInsecureChannelFromFd("gate", fd);
  if (protocol == Protocol::kJoin) return ask_join(*join::API::NewStub(channel), request, timeout);
  const auto stub = v1::Gate::NewStub(channel);
  return call<v1::Ticket>(to_message(request), timeout, [&](auto* context, const auto& message, auto* out) {
    return stub->IssueTicket(context, message, out);
  });
}

}  // namespace postern::rpc
