// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "common/attdoc/document_config.h"
#include "common/snp/policy.h"
#include "common/snp_collateral/trust_config.h"

namespace postern::azure_snp {

struct ValidatorConfig {
  attdoc::DocumentConfig document;
  snp::TrustConfig trust;
  snp::SnpPolicy policy;
  std::string maa_url;  // without '/' at the end; empty unless the policy falls back to tokens
};

// validator_schema: JSON Schema of the configuration; static storage.
std::string_view validator_schema();

// parse_validator_config: reads the configuration object. Pure. Errors: misconfigured, subject = JSON
// pointer.
sdk::Result<ValidatorConfig> parse_validator_config(std::string_view json);

}  // namespace postern::azure_snp
