// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "postern/sdk/result.h"
#include "tools/import-constellation/attestation_config.h"

namespace postern::constellation {

// FoundVariant: a configuration with its type.
struct FoundVariant {
  Variant variant;
  nlohmann::json config;
  std::string pointer;  // JSON pointer of config in the file
};

// find_variant: the configuration in the file. `attestationConfig` of the join service does not say its type (the
// service is told with --attestation-variant), so `wanted` must, by the name of the evidence ("gcp-sev-es"); only
// azure-sev-snp shows by itself. A file for Constellation's command line has sections named by type ("azureSEVSNP"),
// also below "attestation"; of several `wanted` picks one. Errors: misconfigured; also for types without a validator.
sdk::Result<FoundVariant> find_variant(const nlohmann::json& file, const std::string& wanted);

}  // namespace postern::constellation
