// SPDX-License-Identifier: Apache-2.0
#pragma once

// Request: what an admitted peer asks for, whichever protocol it came by.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/attest/reason.h"
#include "host/attest/value.h"

namespace postern::pipeline {

inline constexpr std::string_view kJoin = "join";
inline constexpr std::string_view kRejoin = "rejoin";
inline constexpr std::string_view kWorker = "worker";
inline constexpr std::string_view kControlPlane = "control-plane";

struct RequestField {
  std::string name, key;
  attest::Value value;
};

struct Request {
  std::string kind;
  std::string role;  // the role that is asked for; granted only by a pipeline
  std::string id;    // for logs
  std::vector<RequestField> fields;
  std::vector<std::string> carries;  // ticket fields that the protocol can carry; empty: any
  std::string trace = {};            // the caller's trace id (W3C Trace Context), 32 hex digits; empty: none
};

// check_request: the rules that hold for every request, so that no backend has to repeat them: bounded sizes, names
// of [a-z0-9_.-], UTF-8 texts, a known form of role, and disk_uuid a UUID (RFC 9562, 4) when it is there.
std::optional<attest::Refusal> check_request(const Request& request);

// is_uuid: 8-4-4-4-12 hexadecimal digits.
bool is_uuid(std::string_view text);

// is_name: 1 to 64 characters of [a-z0-9_.-], starting with a letter.
bool is_name(std::string_view text);

}  // namespace postern::pipeline
