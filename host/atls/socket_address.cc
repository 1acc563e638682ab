// SPDX-License-Identifier: Apache-2.0
#include "host/atls/socket_address.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <memory>
#include <system_error>

namespace postern::atls {
namespace {

using std::chrono::steady_clock;

struct FreeAddresses {
  void operator()(addrinfo* addresses) const { ::freeaddrinfo(addresses); }
};
using AddressesPtr = std::unique_ptr<addrinfo, FreeAddresses>;

constexpr int kBacklog = 4096;  // the kernel caps it at net.core.somaxconn

std::string error_text(int error) { return std::generic_category().message(error); }

bool is_port(const std::string& text) {
  uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size();
}

absl::StatusOr<AddressesPtr> resolve(const HostPort& where, int flags) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error =
      ::getaddrinfo(where.host.empty() ? nullptr : where.host.c_str(), where.port.c_str(), &hints, &found);
  if (error != 0)
    return absl::UnavailableError("cannot resolve '" + where.host + "': " + ::gai_strerror(error));
  return AddressesPtr(found);
}

absl::StatusOr<UniqueFd> listen_at(const addrinfo& address, bool every_address) {
  UniqueFd fd(::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int on = 1;
  const int off = 0;
  if (fd) ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (fd && every_address && address.ai_family == AF_INET6) {
    ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  }
  if (!fd || ::bind(fd.get(), address.ai_addr, address.ai_addrlen) != 0 ||
      ::listen(fd.get(), kBacklog) != 0) {
    return absl::UnavailableError(error_text(errno));
  }
  return fd;
}

absl::StatusOr<UniqueFd> connect_at(const addrinfo& address, steady_clock::time_point deadline) {
  UniqueFd fd(::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd) return absl::UnavailableError(error_text(errno));
  if (::connect(fd.get(), address.ai_addr, address.ai_addrlen) != 0) {
    if (errno != EINPROGRESS && errno != EINTR) return absl::UnavailableError(error_text(errno));
    if (!wait_for(fd.get(), POLLOUT, deadline)) return absl::DeadlineExceededError("timeout");
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
    if (error != 0) return absl::UnavailableError(error_text(error));
  }
  const int on = 1;
  ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

}  // namespace

absl::StatusOr<HostPort> parse_host_port(const std::string& text) {
  const auto malformed = [&text] {
    return absl::InvalidArgumentError("'" + text + "' is not an address: expected host:port or [IPv6]:port");
  };
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) return malformed();
  HostPort parsed{text.substr(0, colon), text.substr(colon + 1)};
  if (!is_port(parsed.port)) return malformed();
  std::string& host = parsed.host;
  const bool bracketed = host.size() >= 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (host.find_first_of("[] \t/") != std::string::npos || host.find('\0') != std::string::npos)
    return malformed();
  if (bracketed == (host.find(':') == std::string::npos)) return malformed();
  return parsed;
}

std::string print_address(const sockaddr_storage& address, socklen_t size) {
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> port{};
  if (::getnameinfo(reinterpret_cast<const sockaddr*>(&address), size, host.data(), host.size(), port.data(),
                    port.size(), NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return "unknown";
  }
  const bool v6 = address.ss_family == AF_INET6;
  return (v6 ? "[" : "") + std::string(host.data()) + (v6 ? "]:" : ":") + port.data();
}

std::string local_address(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return "";
  return print_address(address, size);
}

absl::StatusOr<UniqueFd> listen_on(const HostPort& where) {
  auto addresses = resolve(where, AI_PASSIVE);
  if (!addresses.ok()) return addresses.status();
  const bool every_address = where.host.empty();
  absl::StatusOr<UniqueFd> fd = absl::UnavailableError("no address");
  // The IPv6 wildcard serves IPv4 too, so it comes first.
  for (const bool v6 : {true, false}) {
    for (const addrinfo* a = addresses->get(); a != nullptr; a = a->ai_next) {
      if (every_address && (a->ai_family == AF_INET6) != v6) continue;
      fd = listen_at(*a, every_address);
      if (fd.ok()) return fd;
    }
    if (!every_address) break;
  }
  return absl::UnavailableError("cannot listen on '" + where.host + ":" + where.port +
                                "': " + std::string(fd.status().message()));
}

absl::StatusOr<UniqueFd> connect_to(const HostPort& where, steady_clock::time_point deadline) {
  auto addresses = resolve(where, 0);
  if (!addresses.ok()) return addresses.status();
  absl::StatusOr<UniqueFd> fd = absl::UnavailableError("no address");
  for (const addrinfo* a = addresses->get(); a != nullptr; a = a->ai_next) {
    fd = connect_at(*a, deadline);
    if (fd.ok()) return fd;
  }
  return absl::Status(fd.status().code(), "cannot connect to " + where.host + " port " + where.port + ": " +
                                              std::string(fd.status().message()));
}

bool wait_for(int fd, short events, steady_clock::time_point deadline) {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now()).count();
    if (left <= 0) return false;
    pollfd poll{fd, events, 0};
    const int ready = ::poll(&poll, 1, static_cast<int>(std::min<long>(left, 60'000)));
    if (ready > 0 || (ready < 0 && errno != EINTR)) return true;
  }
}

}  // namespace postern::atls
