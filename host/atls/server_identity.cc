// SPDX-License-Identifier: Apache-2.0
#include "host/atls/server_identity.h"

#include "host/atls/certificate.h"

namespace postern::atls {
namespace {
constexpr std::chrono::hours kRenewAfter{1};
}

absl::StatusOr<std::shared_ptr<const ServerIdentity::Pair>> ServerIdentity::current(Time now) {
  const std::lock_guard lock(mutex_);
  // A clock that was set back renews too: the certificate must not begin in the future.
  if (pair_ && pair_->made <= now && now - pair_->made < kRenewAfter) return pair_;
  auto key = make_key();
  if (!key.ok()) return key.status();
  auto certificate = make_certificate(key->get(), now);
  if (!certificate.ok()) return certificate.status();
  pair_ = std::make_shared<const Pair>(Pair{*std::move(certificate), *std::move(key), now});
  return pair_;
}

}  // namespace postern::atls
