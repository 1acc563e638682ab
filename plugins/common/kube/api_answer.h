// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the API server's JSON answers say. Nothing of them is trusted beyond the request that they answer.

#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace postern::kube {

// parse_answer: a JSON object of bounded size and depth without two members of one name; nothing for anything else.
std::optional<nlohmann::json> parse_answer(std::string_view text);

// member, text_member: along the path of names; nullptr, or an empty text, when there is none or it is something else.
const nlohmann::json* member(const nlohmann::json& answer, std::initializer_list<const char*> path);
std::string text_member(const nlohmann::json& answer, std::initializer_list<const char*> path);

// object_name: metadata.name of an object; empty when there is none.
std::string object_name(const nlohmann::json& answer);

// says_allowed: status.allowed of a SelfSubjectAccessReview (authorization.k8s.io/v1); false unless it is there and
// true.
bool says_allowed(const nlohmann::json& answer);

// status_reason: reason of a Status object (meta/v1), such as "Forbidden"; empty unless it is 1 to 64 letters.
std::string status_reason(const nlohmann::json& answer);

// status_message: message of a Status object for a log line: printable ASCII, at most 300 bytes; may be empty.
// Only for requests that carried no secret, since a server may quote what it was sent.
std::string status_message(const nlohmann::json& answer);

// status_wait: details.retryAfterSeconds of a Status object; zero when it is absent or not from 1 to 3600.
std::chrono::seconds status_wait(const nlohmann::json& answer);

}  // namespace postern::kube
