// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whether this gate may do in a cluster what a component will do there.

#include <string>
#include <vector>

#include "common/kube/api_client.h"

namespace postern::kube {

// Right: a verb of RBAC on a resource. A name asks for that object only.
struct Right {
  std::string verb;
  Resource resource;
};

// check_rights: asks the server for each (SelfSubjectAccessReview, authorization.k8s.io/v1, which everybody may).
// Errors: misconfigured with BACKEND_REFUSED, naming all that are missing; those of ApiClient.
sdk::Result<void> check_rights(sdk::Call& call, ApiClient& client, const std::vector<Right>& rights);

}  // namespace postern::kube
