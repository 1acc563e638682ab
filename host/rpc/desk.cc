// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/desk.h"

#include <openssl/rand.h>

#include <array>
#include <atomic>

#include "host/pipeline/undo.h"
#include "host/rpc/refusal_status.h"
#include "host/rpc/trace_context.h"

namespace postern::rpc {
namespace {

// Answering: one call in progress. Deletes itself when gRPC is done with it, after the response has been wiped. What was
// made for the ticket stays only if gRPC has written the response to a connection that was still there.
class Answering : public grpc::ServerUnaryReactor {
 public:
  explicit Answering(std::function<void()> wipe) : wipe_(std::move(wipe)) {}
  bool is_cancelled() const { return cancelled_; }
  void finish(const grpc::Status& status, std::shared_ptr<pipeline::Undo> undo = nullptr) {
    undo_ = std::move(undo);
    Finish(status);
  }
  void OnCancel() override { cancelled_ = true; }  // always before OnDone
  void OnDone() override {
    wipe_();
    if (undo_ != nullptr && cancelled_) undo_->revoke_later();
    if (undo_ != nullptr) undo_->keep();
    delete this;
  }

 private:
  const std::function<void()> wipe_;
  std::atomic<bool> cancelled_ = false;
  std::shared_ptr<pipeline::Undo> undo_;  // of an answer that is a ticket
};

std::string new_request_id() {
  std::array<std::byte, 8> random{};
  RAND_bytes(reinterpret_cast<unsigned char*>(random.data()), random.size());
  return attest::to_hex(random);
}

// The trace id that came with the call; empty when there is none, when it is malformed, or when there are several.
std::string trace_of(const grpc::CallbackServerContext& context) {
  const auto [first, end] = context.client_metadata().equal_range(kTraceparent);
  if (first == end || std::next(first) != end) return {};
  return trace_id_of({first->second.data(), first->second.size()}).value_or("");
}

}  // namespace

grpc::Status Desk::answer(const attest::Identity& identity, const pipeline::Request& request, const Fill& fill,
                          std::shared_ptr<pipeline::Undo>& undo) {
  try {
    pipeline::Outcome outcome = office_.issue(identity, request);
    if (const auto* refusal = std::get_if<attest::Refusal>(&outcome)) return refusal_status(*refusal, request.id, request.trace);
    auto& ticket = std::get<pipeline::Ticket>(outcome);
    fill(ticket, request.id);
    undo = std::move(ticket.undo);
    return grpc::Status::OK;
  } catch (const std::exception& error) {
    journal_.note({attest::Level::kError, "request-failed", error.what(), {{"request", request.id}, {"trace", request.trace}}});
    return refusal_status(attest::internal("INTERNAL", error.what()), request.id, request.trace);
  }
}

grpc::ServerUnaryReactor* Desk::serve(grpc::CallbackServerContext* context, pipeline::Request request, Fill fill,
                                      std::function<void()> wipe) {
  auto* reactor = new Answering(std::move(wipe));
  request.id = new_request_id();
  request.trace = trace_of(*context);
  const attest::IdentityPtr identity = registry_.find(context->peer());
  if (identity == nullptr) {
    journal_.note({attest::Level::kError, "peer-unknown", "a call came over a connection that was never admitted",
                   {{"peer", context->peer()}, {"request", request.id}, {"trace", request.trace}}});
    reactor->finish(grpc::Status(grpc::StatusCode::UNAUTHENTICATED,
                                 "this connection has not been attested (request " + request.id + ")"));
    return reactor;
  }
  const bool taken = workers_.submit([this, reactor, identity, request, fill = std::move(fill)] {
    if (reactor->is_cancelled()) return reactor->finish(grpc::Status::CANCELLED);  // it did not wait for its turn
    std::shared_ptr<pipeline::Undo> undo;
    const grpc::Status status = answer(*identity, request, fill, undo);
    reactor->finish(status, std::move(undo));
  });
  if (!taken) {
    journal_.note({attest::Level::kWarn, "request-overloaded", "too many requests wait",
                   {{"request", request.id}, {"trace", request.trace}}});
    attest::Refusal refusal = attest::denied(POSTERN_REASON_OVERLOADED, "");
    refusal.cls = attest::RefusalClass::kRetryable;
    reactor->finish(refusal_status(refusal, request.id, request.trace));
  }
  return reactor;
}

}  // namespace postern::rpc
