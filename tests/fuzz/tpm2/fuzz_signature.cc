// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/parse_signature.h"
#include "fuzz/tpm2/canonical.h"

using namespace postern;

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  tpm2::quiet_tss_log();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const sdk::ByteView whole = fuzz::input(data, size);
  const auto signature = tpm2::parse_signature(whole);
  if (!signature.ok()) {
    fuzz::require(signature.failure().code() == POSTERN_REASON_SIGNATURE_INVALID, "refused as a signature");
    return 0;
  }
  fuzz::same_when_written<TPMT_SIGNATURE>(data, size, Tss2_MU_TPMT_SIGNATURE_Unmarshal,
                                          Tss2_MU_TPMT_SIGNATURE_Marshal);
  for (const auto& field : {signature.value().rsa, signature.value().ecdsa_r, signature.value().ecdsa_s})
    fuzz::is_within(field, whole);
  return 0;
}
