// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where the key service listens.

#include <optional>
#include <string>
#include <string_view>

namespace postern::keys {

struct Endpoint {
  std::string text;    // as configured, for people
  std::string target;  // as gRPC wants it, with its scheme
  bool is_loopback;    // reached without leaving this machine: 127.0.0.0/8, ::1, "localhost" or a Unix socket
};

// parse_endpoint: "host:port", "[IPv6]:port" (port 1 to 65535) or "unix:/absolute/path". Nothing when the text is
// anything else; other gRPC name schemes are not accepted.
std::optional<Endpoint> parse_endpoint(std::string_view text);

}  // namespace postern::keys
