// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/ak_name.h"
#include "common/tpm2/parse_public.h"
#include "common/tpm2/verify_attestation_key.h"
#include "fuzz/tpm2/canonical.h"

using namespace postern;

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  tpm2::quiet_tss_log();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const sdk::ByteView whole = fuzz::input(data, size);
  const auto area = tpm2::parse_public(whole);
  if (!area.ok()) {
    fuzz::require(area.failure().status() == POSTERN_DENIED, "a refusal is a denial");
    return 0;
  }
  fuzz::same_when_written<TPMT_PUBLIC>(data, size, Tss2_MU_TPMT_PUBLIC_Unmarshal,
                                       Tss2_MU_TPMT_PUBLIC_Marshal);
  fuzz::require(area.value().wire == sdk::to_vector(whole), "the Name is over the very bytes that were sent");
  const auto key = tpm2::verify_attestation_key(area.value());
  if (!key.ok()) return 0;
  constexpr uint32_t kMust =
      tpm2::kFixedTpm | tpm2::kFixedParent | tpm2::kSensitiveDataOrigin | tpm2::kRestricted | tpm2::kSign;
  fuzz::require((area.value().attributes & (kMust | tpm2::kDecrypt)) == kMust, "a restricted signing key");
  fuzz::require(key.value().name() == tpm2::ak_name(area.value()), "the key has its Name");
  return 0;
}
