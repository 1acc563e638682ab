// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/allow_list.h"

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>

#include <algorithm>
#include <utility>

namespace postern::collateral {

AllowList::AllowList(std::vector<std::string> hosts) : hosts_(std::move(hosts)) {
  for (std::string& host : hosts_) absl::AsciiStrToLower(&host);
}

absl::StatusOr<Address> AllowList::check(std::string_view url) const {
  auto address = parse_address(url);
  if (!address.ok()) return absl::PermissionDeniedError(address.status().message());
  if (address->scheme != "https" && !(address->scheme == "http" && address->is_link_local()))
    return absl::PermissionDeniedError(
        absl::StrCat("scheme ", address->scheme, " is not allowed for ", address->host, "; expected https"));
  const std::string with_port = absl::StrCat(address->host, ":", address->port);
  const bool listed = std::any_of(hosts_.begin(), hosts_.end(), [&](const std::string& entry) {
    return entry == address->host || entry == with_port;
  });
  if (!listed)
    return absl::PermissionDeniedError(absl::StrCat("host ", address->host, " is not in [collateral] hosts"));
  return address;
}

}  // namespace postern::collateral
