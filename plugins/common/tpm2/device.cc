// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/device.h"

#include <tss2/tss2_rc.h>
#include <tss2/tss2_tctildr.h>

namespace postern::tpm2 {

void Device::CloseTcti::operator()(TSS2_TCTI_CONTEXT* tcti) const { Tss2_TctiLdr_Finalize(&tcti); }

sdk::Failure device_failure(const std::string& what, TSS2_RC code) {
  return sdk::Failure::unavailable(what + ": " + Tss2_RC_Decode(code));
}

sdk::Result<Device> Device::open(const std::string& tcti) {
  Device device;
  TSS2_TCTI_CONTEXT* transport = nullptr;
  TSS2_RC code = Tss2_TctiLdr_Initialize(tcti.c_str(), &transport);
  if (code != TSS2_RC_SUCCESS) return device_failure("cannot reach a TPM at '" + tcti + "'", code);
  device.tcti_.reset(transport);
  ESYS_CONTEXT* esys = nullptr;
  code = Esys_Initialize(&esys, transport, nullptr);
  if (code != TSS2_RC_SUCCESS) return device_failure("cannot talk to the TPM at '" + tcti + "'", code);
  device.esys_.reset(esys);
  return device;
}

}  // namespace postern::tpm2
