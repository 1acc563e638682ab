// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/gce/ak_roots.h"
#include "common/gce/instance_extension.h"
#include "common/tpm2/public_key.h"
#include "common/x509/verify_chain.h"

namespace postern::gce {

// SentCertificates: what a document brings, DER. Nothing verified.
struct SentCertificates {
  sdk::ByteView ak_cert;
  std::span<const sdk::ByteVector> intermediates;
};

// VerifiedAkCertificate: Google's CA, or the owner of another pinned root, says that the key is one with which a virtual
// TPM of this machine signs. Only verify_ak_certificate makes one.
class VerifiedAkCertificate {
 public:
  const InstanceExtension& facts() const { return facts_; }
  const x509::VerifiedChain& chain() const { return chain_; }

 private:
  VerifiedAkCertificate(InstanceExtension facts, x509::VerifiedChain chain)
      : facts_(std::move(facts)), chain_(std::move(chain)) {}
  friend sdk::Result<VerifiedAkCertificate> verify_ak_certificate(const SentCertificates& sent,
                                                                  const tpm2::PublicKey& key,
                                                                  const AkRoots& roots, x509::Time now);

  InstanceExtension facts_;
  x509::VerifiedChain chain_;
};

// verify_ak_certificate: the certificate's key is key; the chain ends at one of the roots' pins (x509::verify_chain,
// SignatureRule::kCommon); it is a certificate for signatures alone (key usage digitalSignature and nothing else, no
// CA), so those of the TPM's encryption keys do not pass; its instance information extension can be read and says that
// the TPM is one of Google's production. Errors: denied; AK_UNTRUSTED (no certificate, another key, no production),
// CERTIFICATE_INVALID, CHAIN_INVALID (also for another key usage), and those of x509::verify_chain.
sdk::Result<VerifiedAkCertificate> verify_ak_certificate(const SentCertificates& sent, const tpm2::PublicKey& key,
                                                         const AkRoots& roots, x509::Time now);

}  // namespace postern::gce
