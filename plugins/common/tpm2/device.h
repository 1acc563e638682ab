// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tss2/tss2_esys.h>

#include <memory>
#include <string>

#include "postern/sdk/result.h"

namespace postern::tpm2 {

// Device: a conversation with a TPM through tpm2-tss. Move-only; closed when it goes. Short-lived by
// intention: other processes use the same TPM, and a socket TPM serves one conversation at a time. Not
// thread-safe.
class Device {
 public:
  // open: tcti as tpm2-tss has it: "device:/dev/tpmrm0", "swtpm:path=/run/tpm.sock",
  // "swtpm:host=127.0.0.1,port=2321". Errors: unavailable, with what tpm2-tss says.
  static sdk::Result<Device> open(const std::string& tcti);

  ESYS_CONTEXT* esys() const { return esys_.get(); }

 private:
  struct CloseTcti {
    void operator()(TSS2_TCTI_CONTEXT* tcti) const;
  };
  struct CloseEsys {
    void operator()(ESYS_CONTEXT* esys) const { Esys_Finalize(&esys); }
  };
  Device() = default;

  std::unique_ptr<TSS2_TCTI_CONTEXT, CloseTcti> tcti_;
  std::unique_ptr<ESYS_CONTEXT, CloseEsys> esys_;  // declared later, so closed first
};

// device_failure: unavailable: what could not be done, and tpm2-tss' words for the return code.
sdk::Failure device_failure(const std::string& what, TSS2_RC code);

// EsysOwned: memory that an ESYS function allocated.
struct FreeEsys {
  void operator()(void* memory) const { Esys_Free(memory); }
};
template <typename T>
using EsysOwned = std::unique_ptr<T, FreeEsys>;

}  // namespace postern::tpm2
