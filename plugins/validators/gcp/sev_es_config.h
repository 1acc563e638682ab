// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "common/attdoc/document_config.h"
#include "common/gce/check_firmware.h"
#include "validators/gcp/ak_trust_config.h"

namespace postern::gcp {

// SevEsConfig: the event log is always required, since only it tells the firmware and the technology.
struct SevEsConfig {
  AkTrustConfig ak_trust;
  attdoc::DocumentConfig document;
  gce::FirmwarePolicy firmware;  // "minimum_firmware_version", "technologies"
};

// kSevEsSchema: JSON Schema of the configuration.
extern const std::string_view kSevEsSchema;

// parse_sev_es_config: reads the configuration object. Pure. Errors: misconfigured, subject = JSON pointer.
sdk::Result<SevEsConfig> parse_sev_es_config(std::string_view json);

}  // namespace postern::gcp
