// SPDX-License-Identifier: Apache-2.0
#pragma once

// Service: kms.API over a key source.

#include "common/keys/key_source.h"
#include "kms.grpc.pb.h"
#include "tools/keyservice/settings.h"

namespace postern::keyservice {

// Service: answers a request when its client is one that is allowed and asks for something that may be asked for; one log
// line per answer, without the key. What the source says goes to the log only. gRPC keeps a copy of what was sent in
// buffers that this code cannot wipe.
//   PERMISSION_DENIED  the client's certificate names nobody of the list       INVALID_ARGUMENT  see check_request
//   UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED  the source, for now    INTERNAL  anything else
class Service final : public kms::API::Service {
 public:
  // Both live longer than this.
  Service(const Settings& settings, keys::KeySource& source) : settings_(settings), source_(source) {}

  grpc::Status GetDataKey(grpc::ServerContext* context, const kms::GetDataKeyRequest* request,
                          kms::GetDataKeyResponse* response) override;

 private:
  sdk::Result<std::string> client_of(const grpc::ServerContext& context) const;
  sdk::Result<void> answer(grpc::ServerContext& context, const kms::GetDataKeyRequest& request,
                           kms::GetDataKeyResponse& response);

  const Settings& settings_;
  keys::KeySource& source_;
};

}  // namespace postern::keyservice
