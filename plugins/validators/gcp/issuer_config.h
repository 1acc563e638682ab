// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "common/snp_signer/kds_settings.h"
#include "common/tpm2/device_settings.h"

namespace postern::gcp {

// SevEsIssuerConfig: URLs have no '/' at their end.
struct SevEsIssuerConfig {
  tpm2::DeviceSettings device;
  std::string metadata_url;  // of the metadata server, without a path
};

struct SevSnpIssuerConfig : SevEsIssuerConfig {
  std::string tsm;       // the kernel's folder of reports
  snp::KdsSettings kds;  // for when the host does not give the certificates
};

// kSevEsIssuerSchema, kSevSnpIssuerSchema: JSON Schemas of the configurations.
extern const std::string_view kSevEsIssuerSchema, kSevSnpIssuerSchema;

// parse_sev_es_issuer_config, parse_sev_snp_issuer_config: read the configuration object. Pure. Errors: misconfigured,
// subject = JSON pointer.
sdk::Result<SevEsIssuerConfig> parse_sev_es_issuer_config(std::string_view json);
sdk::Result<SevSnpIssuerConfig> parse_sev_snp_issuer_config(std::string_view json);

}  // namespace postern::gcp
