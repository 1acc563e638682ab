// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a disk's key is bound to beside the disk: a claim that identifies the machine.

#include <string>

#include "postern/sdk/call.h"

namespace postern::kms {

// instance_identity: the claim's value; lives until the call ends. Errors: denied (POLICY_UNSATISFIED) when no earlier
// step proved it, and when it identifies nothing: neither text nor bytes, empty, or zero throughout, as hidden chip ids
// are.
sdk::Result<sdk::ByteView> instance_identity(const sdk::Call& call, const std::string& claim);

}  // namespace postern::kms
