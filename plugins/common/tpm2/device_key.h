// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "common/tpm2/device.h"
#include "common/tpm2/public.h"
#include "postern/sdk/bytes.h"

namespace postern::tpm2 {

enum class Hierarchy { kOwner, kEndorsement };

// DeviceKey: a key inside the TPM, ready to sign. Move-only; a key that was made for the occasion is flushed
// when it goes. Must not outlive its Device.
class DeviceKey {
 public:
  // create: the attestation key of the hierarchy: a primary RSA-2048 restricted signing key, RSASSA with
  // SHA-256. A primary key is derived from the hierarchy's seed, so the same TPM always gives the same key;
  // the template is the one of the reference nodes, which therefore have the same key too. The hierarchy's
  // password must be empty.
  static sdk::Result<DeviceKey> create(Device& device, Hierarchy hierarchy);

  // create_from: a primary key of the hierarchy made from this template (TPMT_PUBLIC, as clouds keep it in an NV
  // index of their TPMs). The hierarchy's password must be empty. Errors: unavailable.
  static sdk::Result<DeviceKey> create_from(Device& device, Hierarchy hierarchy, sdk::ByteView key_template);

  // load: the persistent key with that handle (0x81000000 to 0x81FFFFFF), whose password must be empty.
  static sdk::Result<DeviceKey> load(Device& device, uint32_t handle);

  DeviceKey(DeviceKey&& other) noexcept
      : device_(other.device_),
        handle_(std::exchange(other.handle_, ESYS_TR_NONE)),
        is_transient_(other.is_transient_),
        public_(std::move(other.public_)) {}
  DeviceKey& operator=(DeviceKey&&) = delete;
  ~DeviceKey();

  ESYS_TR handle() const { return handle_; }
  const Public& public_area() const { return public_; }

 private:
  DeviceKey(Device& device, ESYS_TR handle, bool is_transient)
      : device_(&device), handle_(handle), is_transient_(is_transient) {}
  static sdk::Result<DeviceKey> create_primary(Device& device, Hierarchy hierarchy, const TPM2B_PUBLIC& area);
  sdk::Result<void> set_public(const TPM2B_PUBLIC& area);

  Device* device_;
  ESYS_TR handle_;
  bool is_transient_;
  Public public_;
};

}  // namespace postern::tpm2
