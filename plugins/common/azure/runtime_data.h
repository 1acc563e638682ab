// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "common/jose/rsa_key.h"

namespace postern::azure {

// RuntimeData: what the Host Compatibility Layer says about a virtual machine, whose hash is in REPORT_DATA. Parsed
// only: nothing in it is trusted before verify_runtime_data.
struct RuntimeData {
  jose::RsaKey ak;                        // "keys", the one whose kid is HCLAkPub
  std::optional<std::string> vm_unique_id;  // "vm-configuration", vmUniqueId: printable ASCII, at most 64 bytes
  std::optional<bool> secure_boot;          // "vm-configuration", secure-boot
};

}  // namespace postern::azure
