// SPDX-License-Identifier: Apache-2.0
#pragma once

// AdminClient: the operator's side of postern.v1.Admin.

#include <absl/status/statusor.h>

#include <chrono>
#include <string>

#include "postern/v1/admin.pb.h"

namespace postern::rpc {

// ask_to_reload: waits for the result. ask_for_status: how the gate is. UNAVAILABLE when no gate answers at that socket;
// DEADLINE_EXCEEDED when it does not answer in time, PERMISSION_DENIED when the caller may not use the socket.
absl::StatusOr<v1::ReloadReport> ask_to_reload(const std::string& socket, std::chrono::milliseconds timeout);
absl::StatusOr<v1::GateStatus> ask_for_status(const std::string& socket, std::chrono::milliseconds timeout);

// to_json: every field, also those that are empty; names as in admin.proto.
std::string to_json(const google::protobuf::Message& message);

}  // namespace postern::rpc
