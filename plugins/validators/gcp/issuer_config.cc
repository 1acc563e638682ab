// SPDX-License-Identifier: Apache-2.0
#include "validators/gcp/issuer_config.h"

#include "common/sev_guest/request_report.h"

namespace postern::gcp {

namespace {

// Both types know these.
const std::string kHead = std::string(R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "properties": {)") + std::string(tpm2::kDeviceProperties) + R"(,
    "metadata_url": {
      "type": "string", "minLength": 1, "default": "http://metadata.google.internal", "x-postern-url": true,
      "description": "Compute Engine's metadata server, which tells the machine's names"
    })";

constexpr const char* kTail = R"(
  },
  "additionalProperties": false
})";

const std::string kSevEsText = kHead + kTail;

const std::string kSevSnpText = kHead + "," + std::string(snp::kKdsProperties) + R"(,
    "tsm": {
      "type": "string", "minLength": 1, "default": "/sys/kernel/config/tsm/report",
      "description": "the folder of configfs in which the kernel makes SEV-SNP reports"
    })" + kTail;

}  // namespace

const std::string_view kSevEsIssuerSchema = kSevEsText, kSevSnpIssuerSchema = kSevSnpText;

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
