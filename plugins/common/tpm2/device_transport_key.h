// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "common/tpm2/device_key.h"
#include "common/tpm2/pcr_bank.h"

namespace postern::tpm2 {

// Certification: an attestation key's word that a key is in its TPM (TPM 2.0 Library rev. 1.59 Part 3, 18.2).
struct Certification {
  sdk::ByteVector attest;     // TPMS_ATTEST
  sdk::ByteVector signature;  // TPMT_SIGNATURE
};

// TransportKey: an RSA-2048 key of the null hierarchy that decrypts only while the PCRs are as they were: with it a
// service answers to this machine in its present state and to nobody else. Move-only; flushed when it goes. Must not
// outlive its Device.
class TransportKey {
 public:
  // create: bound to these values of PCRs of the SHA-256 bank (PolicyPCR; Part 3, 23.7). Errors: unavailable.
  static sdk::Result<TransportKey> create(Device& device, const PcrBank& pcrs);

  TransportKey(TransportKey&& other) noexcept
      : device_(other.device_),
        handle_(std::exchange(other.handle_, ESYS_TR_NONE)),
        selection_(other.selection_),
        pcr_digest_(other.pcr_digest_),
        public_(std::move(other.public_)) {}
  TransportKey& operator=(TransportKey&&) = delete;
  ~TransportKey();

  const sdk::ByteVector& public_area() const { return public_; }  // TPM2B_PUBLIC

  // certify: by the attestation key. Errors: unavailable.
  sdk::Result<Certification> certify(const DeviceKey& key) const;

  // decrypt: RSAES-PKCS1-v1_5; at most 256 bytes. Errors: unavailable (also when a PCR was extended meanwhile).
  sdk::Result<sdk::ByteVector> decrypt(sdk::ByteView ciphertext) const;

 private:
  TransportKey(Device& device, const TPML_PCR_SELECTION& selection, const TPM2B_DIGEST& pcr_digest)
      : device_(&device), selection_(selection), pcr_digest_(pcr_digest) {}
  sdk::Result<void> make(const TPM2B_DIGEST& policy);

  Device* device_;
  ESYS_TR handle_ = ESYS_TR_NONE;
  TPML_PCR_SELECTION selection_;
  TPM2B_DIGEST pcr_digest_;
  sdk::ByteVector public_;
};

}  // namespace postern::tpm2
