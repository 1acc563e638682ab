// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "common/x509/signature_rule.h"
#include "common/x509/spki_pin.h"

namespace postern::x509 {

inline constexpr std::size_t kMaxIssuers = 4;      // above a leaf, the root included
inline constexpr std::size_t kMaxCandidates = 32;  // certificates among which issuers are looked for

// VerifiedChain: a leaf, the certificates that vouch for it, and the pin by which the last of them is
// trusted. Only verify_chain makes one.
class VerifiedChain {
 public:
  const Certificate& leaf() const { return leaf_; }
  const std::vector<Certificate>& issuers() const { return issuers_; }  // leaf's issuer first; not empty
  const Certificate& root() const { return issuers_.back(); }
  const Pin& root_pin() const { return root_pin_; }

 private:
  VerifiedChain(Certificate leaf, std::vector<Certificate> issuers, Pin root_pin)
      : leaf_(std::move(leaf)), issuers_(std::move(issuers)), root_pin_(root_pin) {}
  friend sdk::Result<VerifiedChain> verify_chain(const Certificate& leaf, std::span<const Certificate> others,
                                                 std::span<const Pin> roots, SignatureRule rule, Time now);

  Certificate leaf_;
  std::vector<Certificate> issuers_;
  Pin root_pin_;
};

// verify_chain: leaf was signed, over at most kMaxIssuers certificates out of others, by a root whose pin is
// in roots (RFC 5280, 6.1). others, in any order, may come from anybody, roots among them: what makes a root
// a root is that it is self-signed, verifies under its own key, and is pinned. Every certificate's signature
// follows rule, the root's too; now is within every validity (whose last second does not count, as in
// OpenSSL); each issuer's subject is the issuer of the one below; issuers say CA:TRUE and may sign
// certificates by their key usage, and keep to path length constraints; nobody has a critical extension that
// is not understood. The leaf itself is never its own root. Revocation: check_revocation. Errors: denied;
// CHAIN_INVALID, ROOT_UNTRUSTED, CERTIFICATE_EXPIRED; the subject is "certificate." and the label of the
// certificate that is at fault.
sdk::Result<VerifiedChain> verify_chain(const Certificate& leaf, std::span<const Certificate> others,
                                        std::span<const Pin> roots, SignatureRule rule, Time now);

}  // namespace postern::x509
