// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "common/snp_signer/kds_settings.h"
#include "common/tpm2/device_settings.h"

namespace postern::azure_snp {

// IssuerConfig: URLs have no '/' at their end.
struct IssuerConfig {
  tpm2::DeviceSettings device;
  std::string imds_url;         // of the instance metadata service, without a path
  snp::KdsSettings kds;         // for when it does not give the certificates
  std::string maa_url;          // of the attestation provider whose token is sent along; empty for none
  bool refresh_report = false;  // whether a new report is asked for each time
};

// kIssuerSchema: JSON Schema of the configuration.
extern const std::string_view kIssuerSchema;

// parse_issuer_config: reads the configuration object. Pure. Errors: misconfigured, subject = JSON pointer.
sdk::Result<IssuerConfig> parse_issuer_config(std::string_view json);

}  // namespace postern::azure_snp
