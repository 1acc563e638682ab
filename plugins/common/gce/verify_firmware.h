// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/gce/firmware.h"
#include "common/tpm2/verify_event_log.h"

namespace postern::gce {

// VerifiedFirmware: what GCE's firmware measured about itself before anything else ran. Only verify_firmware makes one.
class VerifiedFirmware {
 public:
  uint32_t version() const { return version_; }
  Technology technology() const { return technology_; }

 private:
  VerifiedFirmware(uint32_t version, Technology technology) : version_(version), technology_(technology) {}
  friend sdk::Result<VerifiedFirmware> verify_firmware(const tpm2::ReplayedLog& log);

  uint32_t version_;
  Technology technology_;
};

// verify_firmware: PCR 0 was closed with a separator, and before it there are exactly one event with a firmware version
// and one with a technology, told by their measured content and not by their types. What comes after the separator, or
// is in another PCR, or has data that its digest does not cover, counts for nothing: whatever runs later can extend
// PCR 0 too. Errors: denied, PLATFORM_MISMATCH.
sdk::Result<VerifiedFirmware> verify_firmware(const tpm2::ReplayedLog& log);

}  // namespace postern::gce
