// SPDX-License-Identifier: Apache-2.0
#pragma once

// RefusalDetails: what a refusal says besides its gRPC status, in the trailer grpc-status-details-bin: a google.rpc.Status
// with an ErrorInfo (AIP-193), a RetryInfo when the gate knows when to ask again, and a postern.v1.Refusal.

#include <absl/status/status.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace postern::rpc {

inline constexpr char kErrorDomain[] = "postern";

struct RefusalDetails {
  std::string code;        // stable: [A-Z][A-Z0-9_]*
  std::string text;        // for the peer, one line
  std::string request_id;  // the one in the gate's log; may be empty
  std::chrono::nanoseconds retry_after{0};  // at most an hour; 0 when not known
  std::string trace_id = {};  // of the call, when it came with one
};

// print_details: the content of the trailer. status_code, message: those of the gRPC status.
std::string print_details(const RefusalDetails& details, int status_code, const std::string& message);

// parse_details: what a peer sent, which is not trusted: nothing when it has no code of the right form; lines and control
// characters in texts become spaces, and they are cut at 1 KiB.
std::optional<RefusalDetails> parse_details(std::string_view trailer);

// attach_details, details_of: carries a trailer with a status.
void attach_details(std::string_view trailer, absl::Status& status);
std::optional<RefusalDetails> details_of(const absl::Status& status);

}  // namespace postern::rpc
