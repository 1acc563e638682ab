// SPDX-License-Identifier: Apache-2.0
#pragma once

// AllowList: which hosts may be contacted.

#include <absl/status/statusor.h>

#include <string>
#include <vector>

#include "host/collateral/address.h"

namespace postern::collateral {

class AllowList {
 public:
  // hosts: names, or name:port; a name without a port allows every port. E.g. "kdsintf.amd.com", "169.254.169.254".
  explicit AllowList(std::vector<std::string> hosts);

  // check: the address behind the URL. PERMISSION_DENIED says why it may not be contacted: no absolute URL, a user
  // name in it, a scheme other than https (http is for link-local services), or a host that is not in the list.
  absl::StatusOr<Address> check(std::string_view url) const;

 private:
  std::vector<std::string> hosts_;  // lower case
};

}  // namespace postern::collateral
