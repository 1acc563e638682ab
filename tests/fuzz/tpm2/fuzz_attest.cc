// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/parse_attest.h"
#include "fuzz/tpm2/canonical.h"

using namespace postern;

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  tpm2::quiet_tss_log();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const sdk::ByteView whole = fuzz::input(data, size);
  const auto attest = tpm2::parse_attest(whole);
  if (!attest.ok()) {
    fuzz::require(attest.failure().status() == POSTERN_DENIED, "a refusal is a denial");
    return 0;
  }
  fuzz::same_when_written<TPMS_ATTEST>(data, size, Tss2_MU_TPMS_ATTEST_Unmarshal,
                                       Tss2_MU_TPMS_ATTEST_Marshal);
  for (const auto& field :
       {attest.value().qualified_signer, attest.value().extra_data, attest.value().pcr_digest})
    fuzz::is_within(field, whole);
  for (const auto& selection : attest.value().selections)
    fuzz::require((selection.pcrs & ~tpm2::kAllPcrs) == 0, "only PCRs 0 to 23 are selected");
  return 0;
}
