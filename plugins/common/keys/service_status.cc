// SPDX-License-Identifier: Apache-2.0
#include "common/keys/service_status.h"

namespace postern::keys {
namespace {

constexpr std::size_t kMaxQuote = 200;

struct Meaning {
  postern_status status;
  const char* code;
  const char* text;
};

Meaning meaning_of(grpc::StatusCode code) {
  constexpr const char* kAway = POSTERN_REASON_BACKEND_UNAVAILABLE;
  constexpr const char* kRefused = POSTERN_REASON_BACKEND_REFUSED;
  switch (code) {
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return {POSTERN_DEADLINE_EXCEEDED, kAway, "did not answer in time"};
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return {POSTERN_EXHAUSTED, kAway, "is overloaded"};
    case grpc::StatusCode::CANCELLED:
      return {POSTERN_CANCELLED, kAway, "was not waited for"};
    case grpc::StatusCode::UNAUTHENTICATED:
      return {POSTERN_MISCONFIGURED, kRefused, "does not know this gate"};
    case grpc::StatusCode::UNIMPLEMENTED:
      return {POSTERN_MISCONFIGURED, kRefused, "does not offer kms.API"};
    case grpc::StatusCode::INVALID_ARGUMENT:
      return {POSTERN_DENIED, kRefused, "does not accept the key id"};
    case grpc::StatusCode::NOT_FOUND:
      return {POSTERN_DENIED, kRefused, "has no such key"};
    case grpc::StatusCode::PERMISSION_DENIED:
      return {POSTERN_DENIED, kRefused, "refused the key to this gate"};
    default:
      return {POSTERN_UNAVAILABLE, kAway, "cannot be used now"};
  }
}

}  // namespace

std::string quoted(std::string_view text) {
  std::string out;
  for (char c : text.substr(0, kMaxQuote)) out.push_back(c >= 0x20 && c < 0x7f ? c : '?');
  return out;
}

sdk::Failure failure_of(const grpc::Status& status, const std::string& endpoint) {
  const Meaning meaning = meaning_of(status.error_code());
  return sdk::Failure(meaning.status, meaning.code)
      .text("key service " + endpoint + " " + meaning.text + ": " + quoted(status.error_message()));
}

}  // namespace postern::keys
