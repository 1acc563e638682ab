// SPDX-License-Identifier: Apache-2.0
#pragma once

// check_request: whether a key may be asked for. Errors: denied (REQUEST_INVALID): an id that is empty, too long or not
// printable, or of a form that is not allowed; a length of zero or above the longest.

#include <cstdint>
#include <string>
#include <vector>

#include "common/keys/key_id.h"
#include "postern/sdk/result.h"

namespace postern::keyservice {

struct RequestPolicy {
  std::vector<keys::KeyIdForm> forms;  // empty: any
  uint32_t longest_key = 32;           // bytes
};

sdk::Result<keys::KeyId> check_request(const std::string& id, uint32_t length, const RequestPolicy& policy);

}  // namespace postern::keyservice
