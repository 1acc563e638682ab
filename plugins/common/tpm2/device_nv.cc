// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/device_nv.h"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace postern::tpm2 {
namespace {

constexpr std::size_t kSmallestBuffer = 512;  // bytes per command that every TPM in use takes

// NvHandle: an index that this conversation knows; forgotten when it goes.
class NvHandle {
 public:
  NvHandle(Device& device, ESYS_TR handle) : device_(&device), handle_(handle) {}
  NvHandle(NvHandle&& other) noexcept
      : device_(other.device_), handle_(std::exchange(other.handle_, ESYS_TR_NONE)) {}
  NvHandle& operator=(NvHandle&&) = delete;
  ~NvHandle() {
    if (handle_ != ESYS_TR_NONE) Esys_TR_Close(device_->esys(), &handle_);
  }
  ESYS_TR get() const { return handle_; }

 private:
  Device* device_;
  ESYS_TR handle_;
};

// Whether the TPM, or the resource manager before it, says that there is nothing with that handle: TPM_RC_HANDLE
// of any handle of the command (TPM 2.0 Library rev. 1.59 Part 2, 6.6).
bool is_unknown_handle(TSS2_RC code) {
  const TSS2_RC layer = code & TSS2_RC_LAYER_MASK;
  if (layer != TSS2_TPM_RC_LAYER && layer != TSS2_RESMGR_TPM_RC_LAYER) return false;
  constexpr TSS2_RC kFormatOne = TPM2_RC_FMT1 | 0x3F;
  return (code & kFormatOne) == (TPM2_RC_HANDLE & kFormatOne);
}

sdk::Result<std::optional<NvHandle>> find_nv(Device& device, uint32_t index) {
  ESYS_TR handle = ESYS_TR_NONE;
  const TSS2_RC code =
      Esys_TR_FromTPMPublic(device.esys(), index, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &handle);
  if (is_unknown_handle(code)) return std::optional<NvHandle>();
  if (code != TSS2_RC_SUCCESS) return device_failure("cannot look up " + nv_name(index), code);
  return std::optional<NvHandle>(NvHandle(device, handle));
}

sdk::Result<TPMS_NV_PUBLIC> public_of(Device& device, const NvHandle& handle, uint32_t index) {
  TPM2B_NV_PUBLIC* area = nullptr;
  const TSS2_RC code =
      Esys_NV_ReadPublic(device.esys(), handle.get(), ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &area, nullptr);
  if (code != TSS2_RC_SUCCESS) return device_failure("cannot read what " + nv_name(index) + " is", code);
  const EsysOwned<TPM2B_NV_PUBLIC> owner(area);
  return area->nvPublic;
}

// buffer_size: how many bytes of an index the TPM takes or gives per command.
std::size_t buffer_size(Device& device) {
  TPMI_YES_NO more = 0;
  TPMS_CAPABILITY_DATA* data = nullptr;
  const TSS2_RC code =
      Esys_GetCapability(device.esys(), ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, TPM2_CAP_TPM_PROPERTIES,
                         TPM2_PT_NV_BUFFER_MAX, 1, &more, &data);
  if (code != TSS2_RC_SUCCESS) return kSmallestBuffer;
  const EsysOwned<TPMS_CAPABILITY_DATA> owner(data);
  const TPML_TAGGED_TPM_PROPERTY& list = data->data.tpmProperties;
  if (list.count == 0 || list.tpmProperty[0].property != TPM2_PT_NV_BUFFER_MAX) return kSmallestBuffer;
  return std::clamp<std::size_t>(list.tpmProperty[0].value, 1, TPM2_MAX_NV_BUFFER_SIZE);
}

sdk::Result<sdk::ByteVector> read_all(Device& device, const NvHandle& handle, const TPMS_NV_PUBLIC& area) {
  const ESYS_TR authority = (area.attributes & TPMA_NV_OWNERREAD) != 0 ? ESYS_TR_RH_OWNER : handle.get();
  const std::size_t most = buffer_size(device);
  sdk::ByteVector content;
  while (content.size() < area.dataSize) {
    const auto wanted = static_cast<UINT16>(std::min(most, area.dataSize - content.size()));
    TPM2B_MAX_NV_BUFFER* part = nullptr;
    const TSS2_RC code =
        Esys_NV_Read(device.esys(), authority, handle.get(), ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE,
                     wanted, static_cast<UINT16>(content.size()), &part);
    if (code != TSS2_RC_SUCCESS) return device_failure("cannot read " + nv_name(area.nvIndex), code);
    const EsysOwned<TPM2B_MAX_NV_BUFFER> owner(part);
    if (part->size != wanted)
      return sdk::Failure::unavailable("the TPM gave another number of bytes than asked of " +
                                       nv_name(area.nvIndex));
    const auto* first = reinterpret_cast<const std::byte*>(part->buffer);
    content.insert(content.end(), first, first + part->size);
  }
  return content;
}

}  // namespace

std::string nv_name(uint32_t index) {
  char text[sizeof "NV index 0x00000000"];
  std::snprintf(text, sizeof text, "NV index 0x%08x", index);
  return text;
}

sdk::Result<std::optional<sdk::ByteVector>> read_nv(Device& device, uint32_t index, std::size_t most) {
  POSTERN_TRY(handle, find_nv(device, index));
  if (!handle) return std::optional<sdk::ByteVector>();
  POSTERN_TRY(area, public_of(device, *handle, index));
  if ((area.attributes & TPMA_NV_WRITTEN) == 0) return std::optional<sdk::ByteVector>();
  if (area.dataSize > most)
    return sdk::Failure::unavailable(nv_name(index) + " holds " + std::to_string(area.dataSize) +
                                     " bytes; expected at most " + std::to_string(most));
  POSTERN_TRY(content, read_all(device, *handle, area));
  return std::optional<sdk::ByteVector>(std::move(content));
}

sdk::Result<bool> write_nv(Device& device, uint32_t index, sdk::ByteView content) {
  POSTERN_TRY(handle, find_nv(device, index));
  if (!handle) return false;
  POSTERN_TRY(area, public_of(device, *handle, index));
  if (content.size() > area.dataSize)
    return sdk::Failure::unavailable(nv_name(index) + " takes " + std::to_string(area.dataSize) +
                                     " bytes, not " + std::to_string(content.size()));
  const ESYS_TR authority = (area.attributes & TPMA_NV_OWNERWRITE) != 0 ? ESYS_TR_RH_OWNER : handle->get();
  const std::size_t most = buffer_size(device);
  for (std::size_t done = 0; done < content.size();) {
    TPM2B_MAX_NV_BUFFER part{};
    part.size = static_cast<UINT16>(std::min(most, content.size() - done));
    std::copy_n(content.begin() + static_cast<std::ptrdiff_t>(done), part.size,
                reinterpret_cast<std::byte*>(part.buffer));
    const TSS2_RC code = Esys_NV_Write(device.esys(), authority, handle->get(), ESYS_TR_PASSWORD, ESYS_TR_NONE,
                                       ESYS_TR_NONE, &part, static_cast<UINT16>(done));
    if (code != TSS2_RC_SUCCESS) return device_failure("cannot write " + nv_name(index), code);
    done += part.size;
  }
  return true;
}

sdk::Result<void> define_nv(Device& device, uint32_t index, uint16_t size) {
  TPM2B_NV_PUBLIC area{};
  area.nvPublic.nvIndex = index;
  area.nvPublic.nameAlg = TPM2_ALG_SHA256;
  area.nvPublic.attributes = TPMA_NV_OWNERREAD | TPMA_NV_OWNERWRITE | TPMA_NV_AUTHREAD | TPMA_NV_AUTHWRITE |
                             TPMA_NV_NO_DA;
  area.nvPublic.dataSize = size;
  const TPM2B_AUTH no_password{};
  ESYS_TR handle = ESYS_TR_NONE;
  const TSS2_RC code = Esys_NV_DefineSpace(device.esys(), ESYS_TR_RH_OWNER, ESYS_TR_PASSWORD, ESYS_TR_NONE,
                                           ESYS_TR_NONE, &no_password, &area, &handle);
  if (code != TSS2_RC_SUCCESS) return device_failure("cannot define " + nv_name(index), code);
  const NvHandle owner(device, handle);
  return {};
}

}  // namespace postern::tpm2
