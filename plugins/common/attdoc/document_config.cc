// SPDX-License-Identifier: Apache-2.0
#include "common/attdoc/document_config.h"

#include "common/tpm2/parse_measurements.h"

namespace postern::attdoc {

constinit const std::string_view kDocumentProperties = R"(
    "measurements": {
      "type": "array", "minItems": 1, "maxItems": 256, "x-postern-file": "toml",
      "description": "measurement sets, or names of files that hold one each; the machine must meet one that is valid",
      "items": {"$ref": "#/$defs/set"}
    },
    "required_pcrs": {
      "type": "array", "minItems": 1, "uniqueItems": true, "items": {"type": "integer", "minimum": 0, "maximum": 23},
      "description": "PCRs that the quote must cover; without it those that the measurements name"
    },
    "event_log": {
      "enum": ["optional", "required"], "default": "optional",
      "description": "whether a document without an event log is refused; one that is sent must always fit the quote"
    })";

constinit const std::string_view kDocumentDefs = R"(
    "value": {"type": "string", "pattern": "^[0-9a-fA-F]{64}$"},
    "set": {
      "type": "object",
      "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 128},
        "not_before": {"type": "string", "format": "date-time"},
        "not_after": {"type": "string", "format": "date-time"},
        "pcrs": {
          "type": "object", "minProperties": 1,
          "propertyNames": {"pattern": "^([0-9]|1[0-9]|2[0-3])$"},
          "additionalProperties": {
            "type": "object",
            "properties": {
              "expected": {"oneOf": [{"$ref": "#/$defs/value"},
                {"type": "array", "minItems": 1, "maxItems": 64, "items": {"$ref": "#/$defs/value"}}]},
              "warn_only": {"type": "boolean", "default": false}
            },
            "required": ["expected"], "additionalProperties": false
          }
        }
      },
      "required": ["name", "pcrs"], "additionalProperties": false
    })";

namespace {

using sdk::JsonConfig;
using sdk::Result;

Result<tpm2::PcrSet> parse_required(JsonConfig& reader, tpm2::PcrSet fallback) {
  const nlohmann::json list = reader.raw("required_pcrs");
  if (!reader.has("required_pcrs")) return fallback;
  if (!list.is_array() || list.empty())
    return reader.wrong("required_pcrs", "expected a list of PCR numbers");
  tpm2::PcrSet set = 0;
  for (const auto& entry : list) {
    if (!entry.is_number_integer() || entry.get<int64_t>() < 0 || entry.get<int64_t>() >= tpm2::kPcrCount)
      return reader.wrong("required_pcrs", "expected PCR numbers from 0 to 23, found " + entry.dump());
    set |= tpm2::pcr_bit(entry.get<uint32_t>());
  }
  return set;
}

}  // namespace

Result<DocumentConfig> parse_document_config(JsonConfig& reader) {
  DocumentConfig config;
  POSTERN_TRY(measurements,
              tpm2::parse_measurements(reader.raw("measurements"), reader.pointer("measurements")));
  config.measurements = std::move(measurements);
  POSTERN_TRY(required, parse_required(reader, config.measurements.mentioned()));
  config.required_pcrs = required;
  POSTERN_TRY(event_log, reader.choice_or("event_log", "optional", {"optional", "required"}));
  config.event_log_required = event_log == "required";
  return config;
}

}  // namespace postern::attdoc
