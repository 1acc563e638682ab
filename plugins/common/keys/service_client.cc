// SPDX-License-Identifier: Apache-2.0
#include "common/keys/service_client.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <openssl/crypto.h>

#include "common/keys/service_status.h"

namespace postern::keys {
namespace {

using sdk::Failure;
using std::chrono::milliseconds;
using Clock = std::chrono::system_clock;

constexpr milliseconds kCancelPoll{50};
constexpr milliseconds kDiagnosis{100};
// gRPC counts in milliseconds on a clock of its own, and so may give up a little before the deadline.
constexpr milliseconds kEarly{50};

// Answer: the response, whose key is wiped when it goes.
struct Answer {
  ~Answer() {
    std::string* key = message.mutable_data_key();
    OPENSSL_cleanse(key->data(), key->size());
  }
  ::kms::GetDataKeyResponse message;
};

// drain: waits for what is still under way on the queue and ends it.
void drain(grpc::CompletionQueue& queue) {
  void* tag = nullptr;
  bool ok = false;
  queue.Shutdown();
  while (queue.Next(&tag, &ok)) continue;
}

grpc::Status send(sdk::Call& call, ::kms::API::Stub& stub, grpc::ClientContext& context,
                  const ::kms::GetDataKeyRequest& request, ::kms::GetDataKeyResponse* response) {
  grpc::CompletionQueue queue;
  grpc::Status status;
  const auto pending = stub.AsyncGetDataKey(&context, request, &queue);
  pending->Finish(response, &status, response);
  void* tag = nullptr;
  bool ok = false;
  while (queue.AsyncNext(&tag, &ok, Clock::now() + kCancelPoll) == grpc::CompletionQueue::TIMEOUT)
    if (call.cancelled()) context.TryCancel();
  drain(queue);
  return status;
}

}  // namespace

ServiceClient::ServiceClient(std::string endpoint, std::shared_ptr<grpc::Channel> channel)
    : endpoint_(std::move(endpoint)), channel_(std::move(channel)), stub_(::kms::API::NewStub(channel_)) {}

ServiceAnswer ServiceClient::ask(sdk::Call& call, const KeyId& id, std::size_t length, ServiceDeadline deadline) const {
  ::kms::GetDataKeyRequest request;
  request.set_data_key_id(id.text());
  request.set_length(static_cast<uint32_t>(length));
  grpc::ClientContext context;
  context.set_deadline(deadline);
  Answer answer;
  const grpc::Status status = send(call, *stub_, context, request, &answer.message);
  const bool is_late = status.error_code() == grpc::DEADLINE_EXCEEDED && Clock::now() + kEarly >= deadline;
  if (is_late && !is_connected())
    return {Failure::unavailable("cannot connect to key service " + endpoint_ + " in time"), true};
  if (!status.ok()) return {failure_of(status, endpoint_), is_late || status.error_code() == grpc::UNAVAILABLE};
  const std::string& key = answer.message.data_key();
  if (key.size() == length) return {sdk::Secret(sdk::as_bytes(key))};
  return {Failure(POSTERN_MISCONFIGURED, POSTERN_REASON_BACKEND_REFUSED)
              .expected(std::to_string(length) + " bytes")
              .observed(std::to_string(key.size()) + " bytes")
              .text("key service " + endpoint_ + " answered with a key of the wrong length")};
}

bool ServiceClient::connects_within(milliseconds time) const {
  return channel_->WaitForConnected(Clock::now() + time);
}

// A request that does not wait for a connection fails with the reason of the last attempt. It names a method that no
// service has, so it hands out nothing should the service come back just now.
Failure ServiceClient::unreachable() const {
  grpc::ClientContext context;
  context.set_deadline(Clock::now() + kDiagnosis);
  grpc::CompletionQueue queue;
  grpc::ByteBuffer answer;
  grpc::Status status;
  const auto pending = grpc::GenericStub(channel_).PrepareUnaryCall(&context, "/postern.Diagnosis/Why", {}, &queue);
  pending->StartCall();
  pending->Finish(&answer, &status, &answer);
  drain(queue);
  return Failure::unavailable("cannot connect to key service " + endpoint_ + ": " + quoted(status.error_message()));
}

}  // namespace postern::keys
