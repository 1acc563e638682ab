// SPDX-License-Identifier: Apache-2.0
#include "validators/gcp/sev_snp_config.h"

#include "common/snp/parse_policy.h"
#include "common/snp/policy_schema.h"

namespace postern::gcp {
namespace {

const std::string kSchemaText = std::string(R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "properties": {)") + std::string(kAkTrustProperties) + "," + std::string(attdoc::kDocumentProperties) + "," +
    std::string(snp::kTrustProperties) + "," + std::string(snp::kPolicyProperties) + R"(
  },
  "required": ["ak_trust", "allowed_projects", "measurements"],
  "additionalProperties": false,
  "allOf": [)" + std::string(kAkTrustConditions) + "]," + std::string(snp::kPolicyRequirement) + R"(,
  "$defs": {)" + std::string(attdoc::kDocumentDefs) + "," + std::string(snp::kPolicyDefs) + R"(
  }
})";

}  // namespace

const std::string_view kSevSnpSchema = kSchemaText;

sdk::Result<SevSnpConfig> parse_sev_snp_config(std::string_view json) {
  POSTERN_TRY(reader, sdk::JsonConfig::parse(json));
  SevSnpConfig config;
  POSTERN_TRY(ak_trust, parse_ak_trust_config(reader));
  config.ak_trust = std::move(ak_trust);
  POSTERN_TRY(document, attdoc::parse_document_config(reader));
  config.document = std::move(document);
  POSTERN_TRY(trust, snp::parse_trust_config(reader));
  config.snp_trust = std::move(trust);
  POSTERN_TRY(policy, snp::parse_policy(reader, {}));
  config.snp_policy = std::move(policy);
  POSTERN_CHECK(reader.finish());
  return config;
}

}  // namespace postern::gcp
