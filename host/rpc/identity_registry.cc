// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/identity_registry.h"

namespace postern::rpc {

bool IdentityRegistry::add(const std::string& name, attest::IdentityPtr identity) {
  if (identity == nullptr) return false;
  const std::lock_guard lock(mutex_);
  return by_peer_.emplace(peer_name(name), std::move(identity)).second;
}

void IdentityRegistry::remove(const std::string& name) {
  const std::lock_guard lock(mutex_);
  by_peer_.erase(peer_name(name));
}

attest::IdentityPtr IdentityRegistry::find(std::string_view peer) const {
  const std::lock_guard lock(mutex_);
  const auto found = by_peer_.find(std::string(peer));
  return found == by_peer_.end() ? nullptr : found->second;
}

}  // namespace postern::rpc
