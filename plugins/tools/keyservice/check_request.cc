// SPDX-License-Identifier: Apache-2.0
#include "tools/keyservice/check_request.h"

#include <algorithm>

namespace postern::keyservice {
namespace {

sdk::Failure refused(std::string text) {
  return sdk::Failure::denied(POSTERN_REASON_REQUEST_INVALID).peer(text).text(text);
}

}  // namespace

sdk::Result<keys::KeyId> check_request(const std::string& id, uint32_t length, const RequestPolicy& policy) {
  const auto parsed = keys::KeyId::requested(id);
  if (!parsed) return refused("data_key_id must be 1 to 256 printable characters without spaces");
  if (length == 0 || length > policy.longest_key)
    return refused("length must be 1 to " + std::to_string(policy.longest_key));
  const bool fits = std::find(policy.forms.begin(), policy.forms.end(), form_of(*parsed)) != policy.forms.end();
  if (!policy.forms.empty() && !fits) return refused("data_key_id has a form that is not served here");
  return *parsed;
}

}  // namespace postern::keyservice
