// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "common/gce/instance.h"

namespace postern::gce {

inline constexpr const char* kInstanceExtensionOid = "1.3.6.1.4.1.11129.2.1.21";

// SecurityProperties: what Google says about the TPM's host. Further members are passed over.
struct SecurityProperties {
  uint64_t security_version = 0;
  bool is_production = false;
};

// InstanceExtension: the extension in which Google's EK/AK CA says whose key it certifies (ASN.1 as go-tpm-tools
// describes it: SEQUENCE of zone UTF8String, projectNumber INTEGER, projectId UTF8String, instanceId INTEGER,
// instanceName UTF8String, [0] EXPLICIT securityProperties OPTIONAL). As true as the certificate around it.
struct InstanceExtension {
  Instance instance;
  uint64_t project_number = 0, instance_id = 0;
  std::optional<SecurityProperties> security;
};

}  // namespace postern::gce
