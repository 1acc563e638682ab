// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/device_quote.h"

#include <tss2/tss2_mu.h>

#include <algorithm>

namespace postern::tpm2 {
namespace {

constexpr int kAttempts = 5;

sdk::Result<sdk::ByteVector> encode(const TPMT_SIGNATURE& signature) {
  sdk::ByteVector wire(sizeof(TPMT_SIGNATURE));
  std::size_t size = 0;
  const TSS2_RC code =
      Tss2_MU_TPMT_SIGNATURE_Marshal(&signature, reinterpret_cast<uint8_t*>(wire.data()), wire.size(), &size);
  if (code != TSS2_RC_SUCCESS) return device_failure("cannot encode the TPM's signature", code);
  wire.resize(size);
  return wire;
}

sdk::Result<Quote> quote_once(Device& device, const DeviceKey& key, const Bank& bank,
                              const TPM2B_DATA& qualifying) {
  POSTERN_TRY(pcrs, read_pcrs(device, bank));
  const TPMT_SIG_SCHEME scheme_of_key{TPM2_ALG_NULL, {}};
  const TPML_PCR_SELECTION selection = to_selection(bank);
  TPM2B_ATTEST* attest = nullptr;
  TPMT_SIGNATURE* signature = nullptr;
  const TSS2_RC code = Esys_Quote(device.esys(), key.handle(), ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE,
                                  &qualifying, &scheme_of_key, &selection, &attest, &signature);
  if (code != TSS2_RC_SUCCESS) return device_failure("the TPM cannot quote its PCRs", code);
  const EsysOwned<TPM2B_ATTEST> attest_owner(attest);
  const EsysOwned<TPMT_SIGNATURE> signature_owner(signature);
  POSTERN_TRY(encoded, encode(*signature));
  const auto* first = reinterpret_cast<const std::byte*>(attest->attestationData);
  return Quote{{first, first + attest->size}, std::move(encoded), std::move(pcrs)};
}

}  // namespace

sdk::Result<Quote> take_quote(Device& device, const DeviceKey& key, const Bank& bank,
                              sdk::ByteView extra_data) {
  TPM2B_DATA qualifying{};
  if (extra_data.size() > sizeof qualifying.buffer)
    return sdk::Failure::internal("extraData of " + std::to_string(extra_data.size()) + " bytes is too long");
  qualifying.size = static_cast<UINT16>(extra_data.size());
  std::copy(extra_data.begin(), extra_data.end(), reinterpret_cast<std::byte*>(qualifying.buffer));
  POSTERN_TRY(public_key, PublicKey::from_tpm(key.public_area()));
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    POSTERN_TRY(quote, quote_once(device, key, bank, qualifying));
    const auto verified = verify_quote(quote, public_key, extra_data, bank.pcrs);
    if (verified.ok()) return quote;
    if (verified.failure().code() != POSTERN_REASON_PCR_DIGEST_MISMATCH)
      return sdk::Failure::unavailable("the TPM's own quote does not verify: " +
                                       verified.failure().operator_text());
  }
  return sdk::Failure::unavailable("PCRs keep changing while they are being quoted");
}

}  // namespace postern::tpm2
