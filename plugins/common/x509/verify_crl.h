// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/x509/parse_crl.h"
#include "common/x509/verify_chain.h"

namespace postern::x509 {

// CrlDemands: when a list is new enough.
struct CrlDemands {
  Time now;
  std::chrono::nanoseconds max_age;  // since thisUpdate; must be positive
};

// VerifiedCrl: a list that its issuer signed and that is current. Only verify_crl makes one. Move-only.
class VerifiedCrl {
 public:
  X509_CRL* get() const { return list_.get(); }
  const Pin& issuer_pin() const { return issuer_pin_; }
  std::chrono::sys_seconds this_update() const { return this_update_; }
  std::chrono::sys_seconds next_update() const { return next_update_; }

 private:
  VerifiedCrl(CrlPtr list, Pin issuer_pin) : list_(std::move(list)), issuer_pin_(issuer_pin) {}
  friend sdk::Result<VerifiedCrl> verify_crl(CrlPtr list, const VerifiedChain& chain, SignatureRule rule,
                                             const CrlDemands& demands);

  CrlPtr list_;
  Pin issuer_pin_;
  std::chrono::sys_seconds this_update_, next_update_;
};

// verify_crl: some issuer of the verified chain has the list's issuer name, may sign lists by its key usage,
// and signed it by rule; thisUpdate is not after now; nextUpdate is there and not before now; thisUpdate is
// not older than max_age. Errors: denied; CRL_INVALID, CRL_STALE.
sdk::Result<VerifiedCrl> verify_crl(CrlPtr list, const VerifiedChain& chain, SignatureRule rule,
                                    const CrlDemands& demands);

}  // namespace postern::x509
