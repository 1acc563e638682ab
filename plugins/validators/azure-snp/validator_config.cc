// SPDX-License-Identifier: Apache-2.0
#include "validators/azure-snp/validator_config.h"

#include "common/snp/parse_policy.h"
#include "common/snp/policy_schema.h"

namespace postern::azure_snp {
namespace {

using sdk::JsonConfig;
using sdk::Result;
using snp::IdKeyEnforcement;

constexpr std::string_view kMaaProperty = R"(
    "maa_url": {
      "type": "string", "minLength": 1, "x-postern-url": true,
      "description": "the attestation provider (Microsoft Azure Attestation) whose tokens are believed, with id_key_enforcement = \"maa-fallback\": https://<name>.<region>.attest.azure.net"
    })";

std::string write_schema() {
  std::string text = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "properties": {)";
  for (const std::string_view part : {attdoc::kDocumentProperties, snp::kTrustProperties, snp::kPolicyProperties})
    text += std::string(part) + ",";
  text += std::string(kMaaProperty) + R"(
  },
  "required": ["measurements"],
  "additionalProperties": false,
  )" + std::string(snp::kPolicyRequirement) +
          R"(,
  "if": {"properties": {"id_key_enforcement": {"const": "maa-fallback"}}, "required": ["id_key_enforcement"]},
  "then": {"required": ["maa_url"]},
  "else": {"not": {"required": ["maa_url"]}},
  "$defs": {)" + std::string(attdoc::kDocumentDefs) + "," + std::string(snp::kPolicyDefs) + R"(
  }
})";
  return text;
}

Result<std::string> parse_maa_url(JsonConfig& reader, const snp::SnpPolicy& policy) {
  POSTERN_TRY(url, reader.text_or("maa_url", ""));
  const bool falls_back = policy.id_key_enforcement == IdKeyEnforcement::kMaaFallback;
  if (!falls_back && reader.has("maa_url"))
    return reader.wrong("maa_url", "has no effect without id_key_enforcement = \"maa-fallback\"");
  if (!falls_back) return std::string();
  while (url.ends_with('/')) url.pop_back();
  const bool is_url = url.starts_with("https://") || url.starts_with("http://");
  if (!is_url || url.find_first_of("?# ") != std::string::npos)
    return reader.wrong("maa_url", "expected the URL of the attestation provider whose tokens are believed");
  return url;
}

}  // namespace

std::string_view validator_schema() {
  static const std::string schema = write_schema();
  return schema;
}

Result<ValidatorConfig> parse_validator_config(std::string_view json) {
  POSTERN_TRY(reader, JsonConfig::parse(json));
  ValidatorConfig config;
  POSTERN_TRY(document, attdoc::parse_document_config(reader));
  config.document = std::move(document);
  POSTERN_TRY(trust, snp::parse_trust_config(reader));
  config.trust = std::move(trust);
  // The vTPM is software that was launched with the guest: without knowing what was launched its quotes mean nothing.
  POSTERN_TRY(policy,
              snp::parse_policy(reader, {.allows_maa_fallback = true, .needs_launch_identity = true}));
  config.policy = std::move(policy);
  POSTERN_TRY(maa_url, parse_maa_url(reader, config.policy));
  config.maa_url = std::move(maa_url);
  POSTERN_CHECK(reader.finish());
  return config;
}

}  // namespace postern::azure_snp
