// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/refusal_status.h"

#include "postern/v1/gate.pb.h"

namespace postern::rpc {
namespace {

grpc::StatusCode code_of(const attest::Refusal& refusal) {
  const std::string& code = refusal.reason.code;
  if (code == POSTERN_REASON_REQUEST_INVALID) return grpc::StatusCode::INVALID_ARGUMENT;
  if (code == POSTERN_REASON_OVERLOADED) return grpc::StatusCode::RESOURCE_EXHAUSTED;
  if (code == POSTERN_REASON_TIMEOUT) return grpc::StatusCode::DEADLINE_EXCEEDED;
  switch (refusal.cls) {
    case attest::RefusalClass::kRetryable: return grpc::StatusCode::UNAVAILABLE;
    case attest::RefusalClass::kDenied: return grpc::StatusCode::PERMISSION_DENIED;
    case attest::RefusalClass::kMisconfigured: return grpc::StatusCode::FAILED_PRECONDITION;
    case attest::RefusalClass::kNotApplicable: return grpc::StatusCode::UNIMPLEMENTED;
    case attest::RefusalClass::kInternal: break;
  }
  return grpc::StatusCode::INTERNAL;
}

std::string default_text(attest::RefusalClass cls) {
  switch (cls) {
    case attest::RefusalClass::kRetryable: return "the gate cannot answer now; try again later";
    case attest::RefusalClass::kDenied: return "the gate refused the request";
    case attest::RefusalClass::kMisconfigured: return "the gate is not set up to answer; tell its operator";
    default: return "the gate failed; tell its operator";
  }
}

}  // namespace

grpc::Status refusal_status(const attest::Refusal& refusal, const std::string& request_id) {
  v1::Refusal detail;
  detail.set_code(refusal.reason.code);
  detail.set_text(refusal.reason.peer_text.empty() ? default_text(refusal.cls) : refusal.reason.peer_text);
  detail.set_request_id(request_id);
  return grpc::Status(code_of(refusal), detail.code() + ": " + detail.text() + " (request " + request_id + ")",
                      detail.SerializeAsString());
}

}  // namespace postern::rpc
