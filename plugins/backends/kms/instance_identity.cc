// SPDX-License-Identifier: Apache-2.0
#include "backends/kms/instance_identity.h"

#include <algorithm>

namespace postern::kms {
namespace {

sdk::Failure no_identity(const std::string& claim, const std::string& text) {
  return sdk::Failure::denied(POSTERN_REASON_POLICY_UNSATISFIED)
      .about(claim)
      .expected("the identity of one machine")
      .text("disk keys are bound to " + claim + ", " + text);
}

}  // namespace

sdk::Result<sdk::ByteView> instance_identity(const sdk::Call& call, const std::string& claim) {
  const auto value = call.proven(claim);
  if (!value) return no_identity(claim, "which no earlier step proved");
  if (value->type != POSTERN_TYPE_TEXT && value->type != POSTERN_TYPE_BYTES)
    return no_identity(claim, "which is neither text nor bytes");
  const sdk::ByteView bytes = sdk::view(value->bytes);
  if (std::all_of(bytes.begin(), bytes.end(), [](std::byte each) { return each == std::byte{0}; }))
    return no_identity(claim, "which is empty or zero");
  return bytes;
}

}  // namespace postern::kms
