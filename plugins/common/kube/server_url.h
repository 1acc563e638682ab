// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where a Kubernetes API server is.

#include <optional>
#include <string>
#include <string_view>

namespace postern::kube {

struct ServerUrl {
  std::string base;       // "https://host:port" and, behind some proxies, a path; no slash at the end
  std::string authority;  // "host:port"; an IPv6 host in brackets
};

// parse_server_url: an absolute https URL (RFC 3986) of at most 2048 bytes without user, query, fragment, or anything
// percent-encoded; the port is 443 unless given. base reads back as itself. Nothing when the text is anything else;
// plain http is not accepted.
std::optional<ServerUrl> parse_server_url(std::string_view text);

// is_host_and_port: "host:port" as nodes are told to reach the API server.
bool is_host_and_port(std::string_view text);

}  // namespace postern::kube
