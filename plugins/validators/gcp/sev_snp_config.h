// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "common/attdoc/document_config.h"
#include "common/snp/policy.h"
#include "common/snp_collateral/trust_config.h"
#include "validators/gcp/ak_trust_config.h"

namespace postern::gcp {

struct SevSnpConfig {
  AkTrustConfig ak_trust;
  attdoc::DocumentConfig document;
  snp::TrustConfig snp_trust;
  snp::SnpPolicy snp_policy;
};

// kSevSnpSchema: JSON Schema of the configuration.
extern const std::string_view kSevSnpSchema;

// parse_sev_snp_config: reads the configuration object. Pure. Errors: misconfigured, subject = JSON pointer.
sdk::Result<SevSnpConfig> parse_sev_snp_config(std::string_view json);

}  // namespace postern::gcp
