// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/refusal_status.h"

#include "host/rpc/refusal_details.h"

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

// Trailers have 8 KiB (gRPC's default), in which the text stands three times, partly as base64.
std::string shortened(const std::string& text) {
  constexpr std::size_t kLongest = 512;
  if (text.size() <= kLongest) return text;
  std::size_t end = kLongest;
  while (end > 0 && (text[end] & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

}  // namespace

grpc::Status refusal_status(const attest::Refusal& refusal, const std::string& request_id, const std::string& trace_id) {
  const std::string& peer_text = refusal.reason.peer_text;
  RefusalDetails details{refusal.reason.code, peer_text.empty() ? default_text(refusal.cls) : shortened(peer_text),
                         request_id, {}, trace_id};
  if (refusal.cls == attest::RefusalClass::kRetryable) details.retry_after = refusal.reason.retry_after;
  const grpc::StatusCode code = code_of(refusal);
  const std::string message = details.code + ": " + details.text + " (request " + request_id + ")";
  return grpc::Status(code, message, print_details(details, code, message));
}

}  // namespace postern::rpc
