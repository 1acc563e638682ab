// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/device_key.h"

#include <tss2/tss2_mu.h>

#include "common/tpm2/parse_public.h"

namespace postern::tpm2 {
namespace {

constexpr uint16_t kRsaBits = 2048;

TPM2B_PUBLIC attestation_key_template() {
  TPM2B_PUBLIC out{};
  TPMT_PUBLIC& area = out.publicArea;
  area.type = TPM2_ALG_RSA;
  area.nameAlg = TPM2_ALG_SHA256;
  area.objectAttributes =
      kFixedTpm | kFixedParent | kSensitiveDataOrigin | TPMA_OBJECT_USERWITHAUTH | kRestricted | kSign;
  TPMS_RSA_PARMS& rsa = area.parameters.rsaDetail;
  rsa.symmetric.algorithm = TPM2_ALG_NULL;
  rsa.scheme.scheme = TPM2_ALG_RSASSA;
  rsa.scheme.details.rsassa.hashAlg = TPM2_ALG_SHA256;
  rsa.keyBits = kRsaBits;
  rsa.exponent = 0;                     // 65537
  area.unique.rsa.size = kRsaBits / 8;  // zeros; part of the template, so part of what determines the key
  return out;
}

}  // namespace

DeviceKey::~DeviceKey() {
  if (handle_ == ESYS_TR_NONE) return;
  if (is_transient_)
    Esys_FlushContext(device_->esys(), handle_);
  else
    Esys_TR_Close(device_->esys(), &handle_);
}

sdk::Result<void> DeviceKey::set_public(const TPM2B_PUBLIC& area) {
  sdk::ByteVector wire(sizeof(TPMT_PUBLIC));
  std::size_t size = 0;
  const TSS2_RC code = Tss2_MU_TPMT_PUBLIC_Marshal(&area.publicArea, reinterpret_cast<uint8_t*>(wire.data()),
                                                   wire.size(), &size);
  if (code != TSS2_RC_SUCCESS) return device_failure("cannot encode the attestation key", code);
  wire.resize(size);
  POSTERN_TRY(parsed, parse_public(wire));
  public_ = std::move(parsed);
  return {};
}

sdk::Result<DeviceKey> DeviceKey::create(Device& device, Hierarchy hierarchy) {
  return create_primary(device, hierarchy, attestation_key_template());
}

sdk::Result<DeviceKey> DeviceKey::create_from(Device& device, Hierarchy hierarchy, sdk::ByteView key_template) {
  TPM2B_PUBLIC area{};
  std::size_t used = 0;
  const TSS2_RC code =
      Tss2_MU_TPMT_PUBLIC_Unmarshal(reinterpret_cast<const uint8_t*>(key_template.data()), key_template.size(),
                                    &used, &area.publicArea);
  if (code != TSS2_RC_SUCCESS || used != key_template.size())
    return sdk::Failure::unavailable("the template of the attestation key is no TPMT_PUBLIC");
  return create_primary(device, hierarchy, area);
}

sdk::Result<DeviceKey> DeviceKey::create_primary(Device& device, Hierarchy hierarchy, const TPM2B_PUBLIC& area) {
  const TPM2B_SENSITIVE_CREATE sensitive{};
  const TPM2B_DATA outside{};
  const TPML_PCR_SELECTION creation_pcrs{};
  ESYS_TR handle = ESYS_TR_NONE;
  TPM2B_PUBLIC* made = nullptr;
  const TSS2_RC code = Esys_CreatePrimary(
      device.esys(), hierarchy == Hierarchy::kOwner ? ESYS_TR_RH_OWNER : ESYS_TR_RH_ENDORSEMENT,
      ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE, &sensitive, &area, &outside, &creation_pcrs, &handle,
      &made, nullptr, nullptr, nullptr);
  if (code != TSS2_RC_SUCCESS) return device_failure("the TPM cannot create the attestation key", code);
  const EsysOwned<TPM2B_PUBLIC> owner(made);
  DeviceKey key(device, handle, true);
  POSTERN_CHECK(key.set_public(*made));
  return key;
}

sdk::Result<DeviceKey> DeviceKey::load(Device& device, uint32_t handle) {
  ESYS_TR object = ESYS_TR_NONE;
  TSS2_RC code =
      Esys_TR_FromTPMPublic(device.esys(), handle, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &object);
  if (code != TSS2_RC_SUCCESS)
    return device_failure("the TPM has no usable key with the configured handle", code);
  DeviceKey key(device, object, false);
  TPM2B_PUBLIC* area = nullptr;
  code = Esys_ReadPublic(device.esys(), object, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &area, nullptr,
                         nullptr);
  if (code != TSS2_RC_SUCCESS) return device_failure("cannot read the attestation key", code);
  const EsysOwned<TPM2B_PUBLIC> owner(area);
  POSTERN_CHECK(key.set_public(*area));
  return key;
}

}  // namespace postern::tpm2
