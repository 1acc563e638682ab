// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/device_pcrs.h"

#include "common/tpm2/parse_pcr_bank.h"

namespace postern::tpm2 {
namespace {

constexpr uint8_t kSelectBytes = kPcrCount / 8;

PcrSet to_set(const TPMS_PCR_SELECTION& selection) {
  PcrSet set = 0;
  for (uint8_t i = 0; i < selection.sizeofSelect && i < kSelectBytes; ++i)
    set |= static_cast<PcrSet>(selection.pcrSelect[i]) << (8 * i);
  return set;
}

// read_some: puts what the TPM gives of the bank's PCRs into values; answers which those were.
sdk::Result<PcrSet> read_some(Device& device, const Bank& bank,
                              std::map<std::string, sdk::ByteVector>& values) {
  const TPML_PCR_SELECTION wanted = to_selection(bank);
  TPML_PCR_SELECTION* got = nullptr;
  TPML_DIGEST* digests = nullptr;
  const TSS2_RC code = Esys_PCR_Read(device.esys(), ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &wanted,
                                     nullptr, &got, &digests);
  if (code != TSS2_RC_SUCCESS) return device_failure("cannot read PCRs", code);
  const EsysOwned<TPML_PCR_SELECTION> got_owner(got);
  const EsysOwned<TPML_DIGEST> digests_owner(digests);
  const PcrSet set = got->count == 1 ? to_set(got->pcrSelections[0]) & bank.pcrs : 0;
  uint32_t next = 0;
  for (uint32_t pcr = 0; pcr < kPcrCount; ++pcr) {
    if (!contains(set, pcr)) continue;
    if (next >= digests->count)
      return sdk::Failure::unavailable("the TPM gave fewer PCR values than it said");
    const TPM2B_DIGEST& digest = digests->digests[next++];
    const auto* first = reinterpret_cast<const std::byte*>(digest.buffer);
    values[std::to_string(pcr)] = {first, first + digest.size};
  }
  if (set == 0) return sdk::Failure::unavailable("the TPM gave no PCR values");
  return set;
}

}  // namespace

TPML_PCR_SELECTION to_selection(const Bank& bank) {
  TPML_PCR_SELECTION selection{};
  selection.count = 1;
  selection.pcrSelections[0].hash = static_cast<TPMI_ALG_HASH>(bank.algorithm);
  selection.pcrSelections[0].sizeofSelect = kSelectBytes;
  for (uint8_t i = 0; i < kSelectBytes; ++i)
    selection.pcrSelections[0].pcrSelect[i] = static_cast<BYTE>(bank.pcrs >> (8 * i));
  return selection;
}

sdk::Result<std::vector<Bank>> allocated_banks(Device& device) {
  TPMI_YES_NO more = 0;
  TPMS_CAPABILITY_DATA* data = nullptr;
  const TSS2_RC code = Esys_GetCapability(device.esys(), ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
                                          TPM2_CAP_PCRS, 0, 1, &more, &data);
  if (code != TSS2_RC_SUCCESS) return device_failure("cannot ask the TPM for its PCR banks", code);
  const EsysOwned<TPMS_CAPABILITY_DATA> owner(data);
  std::vector<Bank> banks;
  const TPML_PCR_SELECTION& assigned = data->data.assignedPCR;
  for (uint32_t i = 0; i < assigned.count; ++i) {
    const auto algorithm = to_hash_algorithm(assigned.pcrSelections[i].hash);
    const PcrSet pcrs = to_set(assigned.pcrSelections[i]);
    if (algorithm && pcrs != 0) banks.push_back({*algorithm, pcrs});
  }
  return banks;
}

sdk::Result<PcrBank> read_pcrs(Device& device, const Bank& bank) {
  std::map<std::string, sdk::ByteVector> values;
  Bank left = bank;
  while (left.pcrs != 0) {
    POSTERN_TRY(read, read_some(device, left, values));
    left.pcrs &= ~read;
  }
  return parse_pcr_bank(static_cast<uint16_t>(bank.algorithm), values);
}

}  // namespace postern::tpm2
