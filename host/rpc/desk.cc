// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/desk.h"

#include <openssl/rand.h>

#include <array>

#include "host/rpc/refusal_status.h"

namespace postern::rpc {
namespace {

// Answering: one call in progress. Deletes itself when gRPC is done with it, after the response has been wiped.
class Answering : public grpc::ServerUnaryReactor {
 public:
  explicit Answering(std::function<void()> wipe) : wipe_(std::move(wipe)) {}
  void OnDone() override {
    wipe_();
    delete this;
  }

 private:
  const std::function<void()> wipe_;
};

std::string new_request_id() {
  std::array<std::byte, 8> random{};
  RAND_bytes(reinterpret_cast<unsigned char*>(random.data()), random.size());
  return attest::to_hex(random);
}

}  // namespace

grpc::Status Desk::answer(const attest::Identity& identity, const pipeline::Request& request, const Fill& fill) {
  try {
    const pipeline::Outcome outcome = office_.issue(identity, request);
    if (const auto* refusal = std::get_if<attest::Refusal>(&outcome)) return refusal_status(*refusal, request.id);
    fill(std::get<pipeline::Ticket>(outcome), request.id);
    return grpc::Status::OK;
  } catch (const std::exception& error) {
    journal_.note({attest::Level::kError, "request-failed", error.what(), {{"request", request.id}}});
    return refusal_status(attest::internal("INTERNAL", error.what()), request.id);
  }
}

grpc::ServerUnaryReactor* Desk::serve(grpc::CallbackServerContext* context, pipeline::Request request, Fill fill,
                                      std::function<void()> wipe) {
  auto* reactor = new Answering(std::move(wipe));
  const attest::IdentityPtr identity = registry_.find(context->peer());
  if (identity == nullptr) {
    journal_.note({attest::Level::kError, "peer-unknown", "a call came over a connection that was never admitted",
                   {{"peer", context->peer()}}});
    reactor->Finish(grpc::Status(grpc::StatusCode::UNAUTHENTICATED, "this connection has not been attested"));
    return reactor;
  }
  request.id = new_request_id();
  const bool taken = workers_.submit([this, reactor, identity, request, fill = std::move(fill)] {
    reactor->Finish(answer(*identity, request, fill));
  });
  if (!taken) {
    journal_.note({attest::Level::kWarn, "request-overloaded", "too many requests wait", {{"request", request.id}}});
    attest::Refusal refusal = attest::denied(POSTERN_REASON_OVERLOADED, "");
    refusal.cls = attest::RefusalClass::kRetryable;
    reactor->Finish(refusal_status(refusal, request.id));
  }
  return reactor;
}

}  // namespace postern::rpc
