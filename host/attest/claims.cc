// SPDX-License-Identifier: Apache-2.0
#include "host/attest/claims.h"

namespace postern::attest {

bool Claims::put(std::string name, Value value, std::string step) {
  return claims_.emplace(std::move(name), Claim{std::move(value), std::move(step)}).second;
}

const Claim* Claims::find(std::string_view name) const {
  const auto found = claims_.find(name);
  return found == claims_.end() ? nullptr : &found->second;
}

void Claims::merge(Claims other) { claims_.merge(other.claims_); }

}  // namespace postern::attest
