// SPDX-License-Identifier: Apache-2.0
#pragma once

// Address: a URL taken apart once, by the same parser that makes the request, so that what was checked is what is
// contacted.

#include <absl/status/statusor.h>

#include <string>
#include <string_view>

namespace postern::collateral {

inline constexpr std::size_t kLongestUrl = 4096;  // bytes

struct Address {
  std::string url;     // as given
  std::string scheme;  // lower case
  std::string host;    // lower case; an IPv6 address stands in brackets
  std::string port;    // decimal; the scheme's default when the URL names none

  // origin: the host, with ":port" unless it is the scheme's default.
  std::string origin() const;
  // is_link_local: never leaves the machine or its link (RFC 3927; RFC 1122, 3.2.1.3), or is Google's name for such
  // a service. A name that only starts like such an address is none.
  bool is_link_local() const;
};

// parse_address: INVALID_ARGUMENT for whatever is no absolute URL with a host, has a user name or password, a fragment,
// or is not printable ASCII of at most kLongestUrl bytes. Messages never repeat a user name or password.
absl::StatusOr<Address> parse_address(std::string_view url);

}  // namespace postern::collateral
