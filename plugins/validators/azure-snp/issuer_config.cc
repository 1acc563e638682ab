// SPDX-License-Identifier: Apache-2.0
#include "validators/azure-snp/issuer_config.h"

namespace postern::azure_snp {

namespace {

const std::string kSchemaText = std::string(R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "properties": {)") + std::string(tpm2::kDeviceProperties) + "," + std::string(snp::kKdsProperties) + R"json(,
    "imds_url": {
      "type": "string", "minLength": 1, "default": "http://169.254.169.254", "x-postern-url": true,
      "description": "Azure's instance metadata service, which gives the certificates of the report's key (THIM)"
    },
    "maa_url": {
      "type": "string", "minLength": 1, "x-postern-url": true,
      "description": "provider of Microsoft Azure Attestation whose token is sent along, for gates with id_key_enforcement = \"maa-fallback\""
    },
    "refresh_report": {
      "type": "boolean", "default": false,
      "description": "whether the machine makes a new report for each proof instead of showing that of its start"
    }
  },
  "additionalProperties": false
})json";

}  // namespace

const std::string_view kIssuerSchema = kSchemaText;

using sdk::JsonConfig;
using sdk::Result;

Result<IssuerConfig> parse_issuer_config(std::string_view json) {
  POSTERN_TRY(reader, JsonConfig::parse(json));
  IssuerConfig config;
  POSTERN_TRY(device, tpm2::read_device_settings(reader));
  config.device = std::move(device);
  POSTERN_TRY(imds_url, snp::read_url(reader, "imds_url", "http://169.254.169.254"));
  config.imds_url = std::move(imds_url);
  POSTERN_TRY(kds, snp::read_kds_settings(reader));
  config.kds = std::move(kds);
  if (reader.has("maa_url")) {
    POSTERN_TRY(maa_url, snp::read_url(reader, "maa_url", ""));
    config.maa_url = std::move(maa_url);
  }
  POSTERN_TRY(refresh, reader.flag_or("refresh_report", false));
  config.refresh_report = refresh;
  POSTERN_CHECK(reader.finish());
  return config;
}

}  // namespace postern::azure_snp
