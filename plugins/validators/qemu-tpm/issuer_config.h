// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "common/tpm2/device_key.h"
#include "common/tpm2/device_settings.h"
#include "postern/sdk/result.h"

namespace postern::qemu_tpm {

struct IssuerConfig {
  tpm2::DeviceSettings device;
  tpm2::Hierarchy hierarchy = tpm2::Hierarchy::kOwner;  // of the key that is made when ak_handle is not set
  std::optional<uint32_t> ak_handle;                    // persistent key, 0x81000000 to 0x81FFFFFF
};

// kIssuerSchema: JSON Schema of the configuration.
extern const std::string_view kIssuerSchema;

// parse_issuer_config: reads the configuration object. Pure. Errors: misconfigured, subject = JSON pointer.
sdk::Result<IssuerConfig> parse_issuer_config(std::string_view json);

}  // namespace postern::qemu_tpm
