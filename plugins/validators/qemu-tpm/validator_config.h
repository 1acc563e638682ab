// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "common/attdoc/document_config.h"
#include "postern/sdk/result.h"

namespace postern::qemu_tpm {

// AkTrust: which attestation keys are believed. kAny admits every TPM, real or not: for development only.
enum class AkTrust { kPinned, kAny };

struct ValidatorConfig {
  AkTrust ak_trust = AkTrust::kPinned;
  std::vector<sdk::ByteVector> pinned_aks;  // TPM Names; not empty for kPinned, empty for kAny
  attdoc::DocumentConfig document;
};

// kValidatorSchema: JSON Schema of the configuration.
extern const std::string_view kValidatorSchema;

// parse_validator_config: reads the configuration object. Pure. Errors: misconfigured, subject = JSON
// pointer.
sdk::Result<ValidatorConfig> parse_validator_config(std::string_view json);

}  // namespace postern::qemu_tpm
