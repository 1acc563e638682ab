// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "postern/sdk/bytes.h"
#include "postern/sdk/json_config.h"

namespace postern::tpm2 {

// DeviceSettings: what every issuer with a TPM is configured with: where the TPM is, and where its event log.
struct DeviceSettings {
  std::string tcti = "device:/dev/tpmrm0";
  std::string event_log;            // path; empty for none
  bool event_log_may_miss = false;  // the default path, which not every machine has
};

// read_device_settings: takes the keys "tcti" and "event_log" (a path, or "none"; default: the kernel's log of the
// first TPM). Pure. Errors: misconfigured, subject = JSON pointer.
sdk::Result<DeviceSettings> read_device_settings(sdk::JsonConfig& reader);

// kDeviceProperties: the keys' part of "properties" in a component's JSON Schema, without a comma at either end.
extern const std::string_view kDeviceProperties;

// read_event_log: the whole log, at most 1 MiB; nothing when it is empty, when none is configured, or when there is
// none and need not be. Errors: misconfigured about "/event_log", unavailable.
sdk::Result<std::optional<sdk::ByteVector>> read_event_log(const DeviceSettings& settings);

}  // namespace postern::tpm2
