// SPDX-License-Identifier: Apache-2.0
#include "validators/azure-snp/issuer_config.h"

namespace postern::azure_snp {

constinit const std::string_view kIssuerSchema = R"json({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "properties": {
    "tcti": {
      "type": "string", "minLength": 1, "default": "device:/dev/tpmrm0",
      "description": "where the machine's virtual TPM is, as tpm2-tss has it"
    },
    "event_log": {
      "type": "string", "minLength": 1, "default": "/sys/kernel/security/tpm0/binary_bios_measurements",
      "description": "path of the firmware's event log, or \"none\"; only the default path may be missing"
    },
    "imds_url": {
      "type": "string", "minLength": 1, "default": "http://169.254.169.254", "x-postern-url": true,
      "description": "Azure's instance metadata service, which gives the certificates of the report's key (THIM)"
    },
    "kds": {
      "type": "string", "minLength": 1, "default": "https://kdsintf.amd.com", "x-postern-url": true,
      "description": "AMD's key distribution service or a mirror of it, for when THIM does not give them; or \"none\""
    },
    "product": {
      "enum": ["Milan", "Genoa"],
      "description": "the processor, for reports that do not tell it (version 2); only needed to ask the kds"
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
