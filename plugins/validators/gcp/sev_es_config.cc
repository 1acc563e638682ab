// SPDX-License-Identifier: Apache-2.0
#include "validators/gcp/sev_es_config.h"

#include <limits>

namespace postern::gcp {
namespace {

using sdk::JsonConfig;
using sdk::Result;

// What machines of the reference's type gcp-sev-es report: Google's firmware says AMD_SEV for SEV and SEV-ES alike.
constexpr gce::Technology kReferenceTechnology = gce::Technology::kAmdSev;

const std::string kSchemaText = std::string(R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "properties": {)") + std::string(kAkTrustProperties) + "," + std::string(attdoc::kDocumentProperties) + R"(,
    "minimum_firmware_version": {
      "type": "integer", "minimum": 0, "maximum": 2147483647, "default": 1,
      "description": "oldest version of GCE's virtual firmware that is accepted"
    },
    "technologies": {
      "type": "array", "minItems": 1, "uniqueItems": true, "default": ["amd-sev"],
      "items": {"enum": ["amd-sev", "amd-sev-es", "amd-sev-snp", "intel-tdx", "none"]},
      "description": "confidential technologies that the firmware may report; GCE reports amd-sev for SEV and SEV-ES"
    }
  },
  "required": ["ak_trust", "allowed_projects", "measurements"],
  "additionalProperties": false,
  "allOf": [)" + std::string(kAkTrustConditions) + R"(],
  "$defs": {)" + std::string(attdoc::kDocumentDefs) + R"(
  }
})";

Result<gce::FirmwarePolicy> read_firmware(JsonConfig& reader) {
  gce::FirmwarePolicy policy;
  POSTERN_TRY(version, reader.integer_or("minimum_firmware_version", policy.least_version, 0,
                                         std::numeric_limits<int32_t>::max()));
  policy.least_version = static_cast<uint32_t>(version);
  POSTERN_TRY(names, reader.texts_or_empty("technologies"));
  if (!reader.has("technologies")) names = {std::string(gce::name_of(kReferenceTechnology))};
  if (names.empty()) return reader.wrong("technologies", "expected at least one technology");
  for (const std::string& name : names) {
    const auto technology = gce::parse_technology_name(name);
    if (!technology)
      return reader.wrong("technologies", "expected names like \"amd-sev\" or \"amd-sev-es\", found \"" + name + "\"");
    policy.technologies.push_back(*technology);
  }
  return policy;
}

}  // namespace

const std::string_view kSevEsSchema = kSchemaText;

Result<SevEsConfig> parse_sev_es_config(std::string_view json) {
  POSTERN_TRY(reader, JsonConfig::parse(json));
  SevEsConfig config;
  POSTERN_TRY(ak_trust, parse_ak_trust_config(reader));
  config.ak_trust = std::move(ak_trust);
  POSTERN_TRY(document, attdoc::parse_document_config(reader));
  if (reader.has("event_log") && !document.event_log_required)
    return reader.wrong("event_log", "gcp-sev-es cannot be judged without the event log; remove this key");
  config.document = std::move(document);
  config.document.event_log_required = true;
  POSTERN_TRY(firmware, read_firmware(reader));
  config.firmware = std::move(firmware);
  POSTERN_CHECK(reader.finish());
  return config;
}

}  // namespace postern::gcp
