// SPDX-License-Identifier: Apache-2.0
#include "backends/kms/service_source.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <openssl/crypto.h>

#include <algorithm>

#include "backends/kms/service_channel.h"
#include "backends/kms/service_status.h"
#include "kms.grpc.pb.h"

namespace postern::kms {
namespace {

using sdk::Failure;
using sdk::Result;
using std::chrono::milliseconds;
using Clock = std::chrono::system_clock;  // gRPC's deadlines; judges nothing

constexpr milliseconds kCancelPoll{50};
constexpr milliseconds kDiagnosis{100};

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

class ServiceSource final : public KeySource {
 public:
  ServiceSource(ServiceConfig config, std::shared_ptr<grpc::Channel> channel)
      : config_(std::move(config)), channel_(std::move(channel)), stub_(::kms::API::NewStub(channel_)) {}

  Result<sdk::Secret> data_key(sdk::Call& call, const KeyId& id, std::size_t length) override;
  Result<void> self_test(sdk::Call& call) override;

 private:
  milliseconds time_for(sdk::Call& call) const {
    return std::min(config_.timeout, std::chrono::duration_cast<milliseconds>(call.remaining()));
  }
  bool connected() { return channel_->GetState(false) == GRPC_CHANNEL_READY; }
  grpc::Status ask(sdk::Call& call, grpc::ClientContext& context, const ::kms::GetDataKeyRequest& request,
                   ::kms::GetDataKeyResponse* response);
  Failure unreachable();

  const ServiceConfig config_;
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<::kms::API::Stub> stub_;
};

// ask: one request; stops early when the host no longer wants it.
grpc::Status ServiceSource::ask(sdk::Call& call, grpc::ClientContext& context,
                                const ::kms::GetDataKeyRequest& request, ::kms::GetDataKeyResponse* response) {
  grpc::CompletionQueue queue;
  grpc::Status status;
  const auto pending = stub_->AsyncGetDataKey(&context, request, &queue);
  pending->Finish(response, &status, response);
  void* tag = nullptr;
  bool ok = false;
  while (queue.AsyncNext(&tag, &ok, Clock::now() + kCancelPoll) == grpc::CompletionQueue::TIMEOUT)
    if (call.cancelled()) context.TryCancel();
  drain(queue);
  return status;
}

// unreachable: why there is no connection. A request that does not wait for one fails with the reason of the last
// attempt. It names a method that no service has, so it hands out nothing should the service come back just now.
Failure ServiceSource::unreachable() {
  grpc::ClientContext context;
  context.set_deadline(Clock::now() + kDiagnosis);
  grpc::CompletionQueue queue;
  grpc::ByteBuffer answer;
  grpc::Status status;
  const auto pending = grpc::GenericStub(channel_).PrepareUnaryCall(&context, "/postern.Diagnosis/Why", {}, &queue);
  pending->StartCall();
  pending->Finish(&answer, &status, &answer);
  drain(queue);
  return Failure::unavailable("cannot connect to key service " + config_.endpoint.text + ": " +
                              quoted(status.error_message()));
}

Result<sdk::Secret> ServiceSource::data_key(sdk::Call& call, const KeyId& id, std::size_t length) {
  const milliseconds time = time_for(call);
  if (time <= milliseconds::zero()) return failure_of({grpc::DEADLINE_EXCEEDED, "no time left"}, config_.endpoint.text);
  ::kms::GetDataKeyRequest request;
  request.set_data_key_id(id.text());
  request.set_length(static_cast<uint32_t>(length));
  grpc::ClientContext context;
  context.set_deadline(Clock::now() + time);
  context.set_wait_for_ready(true);
  Answer answer;
  const grpc::Status status = ask(call, context, request, &answer.message);
  if (status.error_code() == grpc::DEADLINE_EXCEEDED && !connected()) return unreachable();
  if (!status.ok()) return failure_of(status, config_.endpoint.text);
  const std::string& key = answer.message.data_key();
  if (key.size() == length) return sdk::Secret(sdk::as_bytes(key));
  return Failure(POSTERN_MISCONFIGURED, POSTERN_REASON_BACKEND_REFUSED)
      .expected(std::to_string(length) + " bytes")
      .observed(std::to_string(key.size()) + " bytes")
      .text("key service " + config_.endpoint.text + " answered with a key of the wrong length");
}

Result<void> ServiceSource::self_test(sdk::Call& call) {
  const auto deadline = Clock::now() + time_for(call);
  while (!channel_->WaitForConnected(std::min(deadline, Clock::now() + kCancelPoll))) {
    if (call.cancelled()) return failure_of({grpc::CANCELLED, "self-test was cancelled"}, config_.endpoint.text);
    if (Clock::now() >= deadline) return unreachable();
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<KeySource>> create_service_source(sdk::Call& call, ServiceConfig config) {
  POSTERN_TRY(channel, create_channel(call, config));
  std::unique_ptr<KeySource> source = std::make_unique<ServiceSource>(std::move(config), std::move(channel));
  return source;
}

}  // namespace postern::kms
