// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/tpm2/public_key.h"

namespace postern::tpm2 {

// AttestationKey: a key of which TPMT_PUBLIC says that it cannot leave its TPM and signs only what that TPM
// made itself. Whether a genuine TPM holds it is another question (who trusts its name?). Made by
// verify_attestation_key.
class AttestationKey {
 public:
  const PublicKey& key() const { return key_; }
  const sdk::ByteVector& name() const { return name_; }  // TPM Name (Part 1, 16)

 private:
  AttestationKey(PublicKey key, sdk::ByteVector name) : key_(std::move(key)), name_(std::move(name)) {}
  friend sdk::Result<AttestationKey> verify_attestation_key(const Public& key);

  PublicKey key_;
  sdk::ByteVector name_;
};

// verify_attestation_key: fixedTPM, fixedParent, sensitiveDataOrigin, restricted and sign must be set,
// decrypt must not (TPM 2.0 Library rev. 1.59 Part 2, 8.3.2; Part 1, 25.1.4 on restricted keys), and a scheme
// must be fixed, not hashing with SHA-1. Errors: denied, AK_UNSUITABLE.
sdk::Result<AttestationKey> verify_attestation_key(const Public& key);

}  // namespace postern::tpm2
