// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the API server's JSON answers say. Nothing of them is trusted beyond the request that they answer.

#include <optional>
#include <string>
#include <string_view>

namespace postern::kube_token {

// parse_object_name: metadata.name of an object; nothing when there is none.
std::optional<std::string> parse_object_name(std::string_view json);

// parse_allowed: status.allowed of a SelfSubjectAccessReview (authorization.k8s.io/v1); false unless it is there and
// true.
bool parse_allowed(std::string_view json);

// parse_status_reason: reason of a Status object (meta/v1), such as "Forbidden"; empty unless it is 1 to 64 letters.
std::string parse_status_reason(std::string_view json);

// parse_status_message: message of a Status object for a log line: printable ASCII, at most 200 bytes; may be empty.
// Only for requests that carried no secret, since a server may quote what it was sent.
std::string parse_status_message(std::string_view json);

}  // namespace postern::kube_token
