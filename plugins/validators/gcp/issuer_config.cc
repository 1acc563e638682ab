// SPDX-License-Identifier: Apache-2.0
#include "validators/gcp/issuer_config.h"

#include "common/sev_guest/request_report.h"

namespace postern::gcp {

constinit const std::string_view kSevEsIssuerSchema = R"json({
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
    "metadata_url": {
      "type": "string", "minLength": 1, "default": "http://metadata.google.internal", "x-postern-url": true,
      "description": "Compute Engine's metadata server, which tells the machine's names"
    }
  },
  "additionalProperties": false
})json";

constinit const std::string_view kSevSnpIssuerSchema = R"json({
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
    "metadata_url": {
      "type": "string", "minLength": 1, "default": "http://metadata.google.internal", "x-postern-url": true,
      "description": "Compute Engine's metadata server, which tells the machine's names"
    },
    "tsm": {
      "type": "string", "minLength": 1, "default": "/sys/kernel/config/tsm/report",
      "description": "the folder of configfs in which the kernel makes SEV-SNP reports"
    },
    "kds": {
      "type": "string", "minLength": 1, "default": "https://kdsintf.amd.com", "x-postern-url": true,
      "description": "AMD's key distribution service or a mirror of it, for when the host gives no certificates; or \"none\""
    },
    "product": {
      "enum": ["Milan", "Genoa"],
      "description": "the processor, for reports that do not tell it (version 2); only needed to ask the kds"
    }
  },
  "additionalProperties": false
})json";

namespace {

using sdk::JsonConfig;
using sdk::Result;

Result<void> read_common(JsonConfig& reader, SevEsIssuerConfig& config) {
  POSTERN_TRY(device, tpm2::read_device_settings(reader));
  config.device = std::move(device);
  POSTERN_TRY(metadata_url, snp::read_url(reader, "metadata_url", "http://metadata.google.internal"));
  config.metadata_url = std::move(metadata_url);
  return {};
}

}  // namespace

Result<SevEsIssuerConfig> parse_sev_es_issuer_config(std::string_view json) {
  POSTERN_TRY(reader, JsonConfig::parse(json));
  SevEsIssuerConfig config;
  POSTERN_CHECK(read_common(reader, config));
  POSTERN_CHECK(reader.finish());
  return config;
}

Result<SevSnpIssuerConfig> parse_sev_snp_issuer_config(std::string_view json) {
  POSTERN_TRY(reader, JsonConfig::parse(json));
  SevSnpIssuerConfig config;
  POSTERN_CHECK(read_common(reader, config));
  POSTERN_TRY(tsm, reader.text_or("tsm", sev_guest::kTsmFolder));
  if (!tsm.starts_with('/') || tsm.find('\0') != std::string::npos)
    return reader.wrong("tsm", "expected the absolute path of a folder");
  config.tsm = std::move(tsm);
  POSTERN_TRY(kds, snp::read_kds_settings(reader));
  config.kds = std::move(kds);
  POSTERN_CHECK(reader.finish());
  return config;
}

}  // namespace postern::gcp
