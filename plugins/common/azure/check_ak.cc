// SPDX-License-Identifier: Apache-2.0
#include "common/azure/check_ak.h"

#include <openssl/evp.h>

#include "common/tpm2/key_fingerprint.h"

namespace postern::azure {

sdk::Result<void> check_ak(const tpm2::PublicKey& key, const VerifiedRuntimeData& runtime_data) {
  if (key.is_rsa() && EVP_PKEY_eq(key.get(), runtime_data.data().ak.get()) == 1) return {};
  return sdk::Failure::denied(POSTERN_REASON_AK_UNTRUSTED)
      .about("tpm.ak.name")
      .expected(tpm2::key_fingerprint(runtime_data.data().ak.get()))
      .observed(tpm2::key_fingerprint(key.get()))
      .spec("Azure confidential VM guest attestation, runtime data, HCLAkPub")
      .peer("the attestation key is not trusted")
      .text("the attestation key is not the HCLAkPub of the runtime data that the report is bound to");
}

}  // namespace postern::azure
