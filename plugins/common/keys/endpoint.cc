// SPDX-License-Identifier: Apache-2.0
#include "common/keys/endpoint.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace postern::keys {
namespace {

constexpr std::string_view kUnix = "unix:";
constexpr std::string_view kHostCharacters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_";

bool is_port(std::string_view text) {
  if (text.empty() || text.size() > 5 || text.find_first_not_of("0123456789") != text.npos) return false;
  unsigned number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number >= 1 && number <= 65535;
}

bool is_ipv6(const std::string& text) {
  in6_addr address{};
  if (text.find_first_not_of("0123456789abcdefABCDEF:.") != text.npos) return false;
  return inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

bool is_loopback_host(const std::string& host) {
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6{};
  if (inet_pton(AF_INET6, host.c_str(), &v6) == 1) return IN6_IS_ADDR_LOOPBACK(&v6);
  return host == "localhost";
}

}  // namespace

std::optional<Endpoint> parse_endpoint(std::string_view text) {
  if (text.starts_with(kUnix)) {
    const std::string_view path = text.substr(kUnix.size());
    if (!path.starts_with('/') || path.size() > 107) return std::nullopt;  // sun_path, with its closing zero
    return Endpoint{std::string(text), std::string(text), true};
  }
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos || colon == 0 || !is_port(text.substr(colon + 1))) return std::nullopt;
  std::string host(text.substr(0, colon));
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
    if (!is_ipv6(host)) return std::nullopt;
  } else if (host.find_first_not_of(kHostCharacters) != host.npos) {
    return std::nullopt;
  }
  return Endpoint{std::string(text), "dns:///" + std::string(text), is_loopback_host(host)};
}

}  // namespace postern::keys
