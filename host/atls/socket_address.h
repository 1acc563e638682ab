// SPDX-License-Identifier: Apache-2.0
#pragma once

// SocketAddress: "host:port" and the TCP sockets behind it.

#include <sys/socket.h>

#include <chrono>
#include <string>

#include "absl/status/statusor.h"
#include "host/atls/unique_fd.h"

namespace postern::atls {

struct HostPort {
  std::string host;  // without brackets; may be empty
  std::string port;  // decimal, 0 … 65535
};

// parse_host_port: "host:port", "[v6]:port" or ":port"; INVALID_ARGUMENT else. An IPv6 address needs its
// brackets.
absl::StatusOr<HostPort> parse_host_port(const std::string& text);

// print_address: numeric "a.b.c.d:port" or "[v6]:port".
std::string print_address(const sockaddr_storage& address, socklen_t size);

// local_address: of a bound socket; empty when it has none.
std::string local_address(int fd);

// listen_on: a listening, non-blocking, close-on-exec socket. An empty host is every address, IPv6 and IPv4.
// INVALID_ARGUMENT, UNAVAILABLE.
absl::StatusOr<UniqueFd> listen_on(const HostPort& where);

// connect_to: a connected, non-blocking, close-on-exec socket; each address of the host is tried in turn.
// UNAVAILABLE, DEADLINE_EXCEEDED. The name look-up itself is not interrupted by the deadline.
absl::StatusOr<UniqueFd> connect_to(const HostPort& where, std::chrono::steady_clock::time_point deadline);

// wait_for: polls fd for POLLIN or POLLOUT; false when the deadline passes first.
bool wait_for(int fd, short events, std::chrono::steady_clock::time_point deadline);

}  // namespace postern::atls
