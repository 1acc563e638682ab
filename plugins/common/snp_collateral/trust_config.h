// SPDX-License-Identifier: Apache-2.0
#pragma once

// The keys by which validators of SEV-SNP evidence say whom they believe and where they get what is missing.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/snp/amd_roots.h"
#include "common/snp/verify_evidence.h"
#include "postern/sdk/json_config.h"

namespace postern::snp {

struct TrustConfig {
  std::vector<RootPin> roots;                      // AMD's unless amd_roots = false, and those of trusted_roots
  std::vector<sdk::ByteVector> root_certificates;  // DER of those of trusted_roots: senders may leave roots out
  std::string kds;                                 // base URL without '/' at the end; empty for "none"
  std::optional<std::chrono::nanoseconds> crl_max_age;  // set when crl = "required"
  std::optional<ProductLine> product;              // of reports that do not tell their processor (version 2)

  // trust: against what evidence is judged at that time.
  HardwareTrust trust(x509::Time now) const { return {roots, now, crl_max_age}; }
};

// parse_trust_config: reads the keys amd_roots, trusted_roots, kds, crl, crl_max_age and product; all have defaults.
// A root of trusted_roots is a self-issued CA whose CN is "ARK-" and a product line. The caller calls reader.finish().
// Pure. Errors: misconfigured, subject = JSON pointer.
sdk::Result<TrustConfig> parse_trust_config(sdk::JsonConfig& reader);

// kTrustProperties: the keys' part of "properties" in a component's JSON Schema, without a comma at either end.
extern const std::string_view kTrustProperties;

}  // namespace postern::snp
