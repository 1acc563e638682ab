// SPDX-License-Identifier: Apache-2.0
#pragma once

// ServiceClient: one endpoint of the key service.

#include <grpcpp/channel.h>

#include <chrono>
#include <memory>
#include <string>

#include "common/keys/key_id.h"
#include "kms.grpc.pb.h"
#include "postern/sdk/secret.h"

namespace postern::keys {

using ServiceDeadline = std::chrono::system_clock::time_point;  // gRPC's clock for deadlines; judges nothing

// ServiceAnswer: a key or why there is none.
struct ServiceAnswer {
  sdk::Result<sdk::Secret> key;
  bool may_retry = false;  // the service was away or too slow: asking again or elsewhere can help
};

class ServiceClient {
 public:
  ServiceClient(std::string endpoint, std::shared_ptr<grpc::Channel> channel);

  // ask: one request, which fails at once while there is no connection; ends early when the host no longer wants it.
  // Any thread. Errors: see failure_of; unavailable when the time is up before there was a connection; misconfigured
  // when the key has another length.
  ServiceAnswer ask(sdk::Call& call, const KeyId& id, std::size_t length, ServiceDeadline deadline) const;

  // connects_within: tries to connect for up to this long.
  bool connects_within(std::chrono::milliseconds time) const;

  // unreachable: why there is no connection.
  sdk::Failure unreachable() const;

  const std::string& endpoint() const { return endpoint_; }

 private:
  bool is_connected() const { return channel_->GetState(false) == GRPC_CHANNEL_READY; }

  std::string endpoint_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<::kms::API::Stub> stub_;
};

}  // namespace postern::keys
