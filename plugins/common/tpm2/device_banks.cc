// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/device_banks.h"

namespace postern::tpm2 {
namespace {

bool is_quoted(HashAlgorithm bank) {
  return bank == HashAlgorithm::kSha1 || bank == HashAlgorithm::kSha256 || bank == HashAlgorithm::kSha384;
}

}  // namespace

sdk::Result<std::vector<Quote>> quote_banks(const sdk::Call& call, Device& device, const DeviceKey& key,
                                            sdk::ByteView extra_data) {
  POSTERN_TRY(banks, allocated_banks(device));
  std::vector<Quote> quotes;
  bool has_sha256 = false;
  for (const Bank& bank : banks) {
    if (!is_quoted(bank.algorithm)) continue;
    if (call.cancelled())
      return sdk::Failure(POSTERN_CANCELLED, POSTERN_REASON_TIMEOUT).text("cancelled while quoting");
    POSTERN_TRY(quote, take_quote(device, key, bank, extra_data));
    quotes.push_back(std::move(quote));
    has_sha256 = has_sha256 || bank.algorithm == HashAlgorithm::kSha256;
  }
  if (!has_sha256)
    return sdk::Failure::misconfigured(
        "/tcti", "the TPM keeps no SHA-256 PCR bank; allocate one (tpm2_pcrallocate sha256:all)");
  return quotes;
}

}  // namespace postern::tpm2
