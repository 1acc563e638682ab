// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "common/gce/verify_firmware.h"

namespace postern::gce {

// FirmwarePolicy: which firmware and technology are accepted. technologies must not be empty.
struct FirmwarePolicy {
  uint32_t least_version = 1;
  std::vector<Technology> technologies;
};

// check_firmware: Errors: denied, PLATFORM_MISMATCH (also when no technology is accepted).
sdk::Result<void> check_firmware(const VerifiedFirmware& firmware, const FirmwarePolicy& policy);

}  // namespace postern::gce
