// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/ticket_client.h"

#include <grpcpp/create_channel_posix.h>
#include <grpcpp/grpcpp.h>

#include "host/rpc/gate_messages.h"
#include "host/rpc/join_messages.h"
#include "host/rpc/refusal_details.h"
#include "host/rpc/trace_context.h"
#include "join.grpc.pb.h"
#include "postern/v1/gate.grpc.pb.h"

namespace postern::rpc {
namespace {

absl::Status to_absl(const grpc::Status& status) {
  absl::Status answer(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  attach_details(status.error_details(), answer);
  return answer;
}

// Terms: of one call.
struct Terms {
  std::chrono::milliseconds timeout;
  std::string traceparent;
};

// One unary call: method(context, message, response) and then read(response).
template <typename Response, typename Method, typename Message>
absl::StatusOr<pipeline::Ticket> call(const Message& message, const Terms& terms, Method&& method) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + terms.timeout);
  if (!terms.traceparent.empty()) context.AddMetadata(kTraceparent, terms.traceparent);
  Response response;
  const grpc::Status status = method(&context, message, &response);
  if (!status.ok()) return to_absl(status);
  pipeline::Ticket ticket = to_ticket(response);
  wipe_response(response);
  return ticket;
}

absl::StatusOr<pipeline::Ticket> ask_join(join::API::Stub& stub, const pipeline::Request& request, const Terms& terms) {
  if (request.kind == pipeline::kRejoin)
    return call<join::IssueRejoinTicketResponse>(
        to_rejoin_message(request), terms,
        [&](auto* context, const auto& message, auto* out) { return stub.IssueRejoinTicket(context, message, out); });
  if (request.kind == pipeline::kJoin)
    return call<join::IssueJoinTicketResponse>(
        to_join_message(request), terms,
        [&](auto* context, const auto& message, auto* out) { return stub.IssueJoinTicket(context, message, out); });
  return absl::InvalidArgumentError("join.API knows only the requests join and rejoin; use the protocol \"postern\" for " +
                                    request.kind);
}

}  // namespace

absl::StatusOr<pipeline::Ticket> ask_for_ticket(int fd, Protocol protocol, const pipeline::Request& request,
                                                std::chrono::milliseconds timeout, const std::string& traceparent) {
  const Terms terms{timeout, traceparent};
  const std::shared_ptr<grpc::Channel> channel = grpc::CreateInsecureChannelFromFd("gate", fd);
  if (protocol == Protocol::kJoin) return ask_join(*join::API::NewStub(channel), request, terms);
  const auto stub = v1::Gate::NewStub(channel);
  return call<v1::Ticket>(to_message(request), terms, [&](auto* context, const auto& message, auto* out) {
    return stub->IssueTicket(context, message, out);
  });
}

}  // namespace postern::rpc
