// SPDX-License-Identifier: Apache-2.0
#include "support/nv_contents.h"

#include <algorithm>
#include <stdexcept>

#include "common/tpm2/device_key.h"
#include "common/tpm2/device_nv.h"

namespace postern::test {
namespace {

template <typename T>
T must(sdk::Result<T> result) {
  if (!result.ok()) throw std::runtime_error(result.failure().operator_text());
  return result.take();
}
void must(const sdk::Result<void>& result) {
  if (!result.ok()) throw std::runtime_error(result.failure().operator_text());
}
void must(TSS2_RC code, const char* what) {
  if (code != TSS2_RC_SUCCESS) throw std::runtime_error(what);
}

tpm2::Device open(const Swtpm& tpm) { return must(tpm2::Device::open(tpm.tcti())); }

// Runs use with the object of that handle, when there is one.
template <typename Use>
void with_object(tpm2::Device& device, uint32_t handle, Use use) {
  ESYS_TR object = ESYS_TR_NONE;
  if (Esys_TR_FromTPMPublic(device.esys(), handle, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &object) ==
      TSS2_RC_SUCCESS)
    use(object);
}

void undefine(tpm2::Device& device, uint32_t index) {
  with_object(device, index, [&](ESYS_TR object) {
    must(Esys_NV_UndefineSpace(device.esys(), ESYS_TR_RH_OWNER, object, ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE),
         "cannot undefine an NV index");
  });
}

}  // namespace

void install_nv(const Swtpm& tpm, uint32_t index, sdk::ByteView content) {
  tpm2::Device device = open(tpm);
  undefine(device, index);
  must(tpm2::define_nv(device, index, static_cast<uint16_t>(content.size())));
  must(tpm2::write_nv(device, index, content));
}

void remove_nv(const Swtpm& tpm, uint32_t index) {
  tpm2::Device device = open(tpm);
  undefine(device, index);
}

sdk::ByteVector make_persistent(const Swtpm& tpm, uint32_t handle) {
  tpm2::Device device = open(tpm);
  const auto key = must(tpm2::DeviceKey::create(device, tpm2::Hierarchy::kOwner));
  ESYS_TR persistent = ESYS_TR_NONE;
  must(Esys_EvictControl(device.esys(), ESYS_TR_RH_OWNER, key.handle(), ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE,
                         handle, &persistent),
       "cannot make a key persistent");
  return key.public_area().wire;
}

void remove_key(const Swtpm& tpm, uint32_t handle) {
  tpm2::Device device = open(tpm);
  with_object(device, handle, [&](ESYS_TR object) {
    ESYS_TR gone = ESYS_TR_NONE;
    must(Esys_EvictControl(device.esys(), ESYS_TR_RH_OWNER, object, ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE,
                           handle, &gone),
         "cannot remove a key");
  });
}

// RSA-2048, restricted, RSASSA with SHA-256; the unique part is what makes it another key than the usual one.
sdk::ByteVector endorsement_template() {
  constexpr uint8_t kStart[] = {0x00, 0x01, 0x00, 0x0B, 0x00, 0x05, 0x00, 0x72, 0x00, 0x00, 0x00, 0x10, 0x00,
                                0x14, 0x00, 0x0B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00};
  sdk::ByteVector area;
  for (const uint8_t each : kStart) area.push_back(std::byte{each});
  area.resize(area.size() + 256, std::byte{0x47});
  return area;
}

sdk::ByteVector endorsement_key(const Swtpm& tpm) {
  tpm2::Device device = open(tpm);
  return must(tpm2::DeviceKey::create_from(device, tpm2::Hierarchy::kEndorsement, endorsement_template()))
      .public_area()
      .wire;
}

}  // namespace postern::test
