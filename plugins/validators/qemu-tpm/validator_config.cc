// SPDX-License-Identifier: Apache-2.0
#include "validators/qemu-tpm/validator_config.h"

#include "common/encoding/hex.h"
#include "common/tpm2/algorithm.h"
#include "common/tpm2/parse_measurements.h"
#include "postern/sdk/json_config.h"

namespace postern::qemu_tpm {

const std::string_view kValidatorSchema = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "properties": {
    "ak_trust": {
      "enum": ["pinned", "any"],
      "description": "which attestation keys are believed; \"any\" admits every TPM and is for development only"
    },
    "pinned_aks": {
      "type": "array", "minItems": 1, "uniqueItems": true,
      "items": {"type": "string", "pattern": "^(000[bB][0-9a-fA-F]{64}|000[cC][0-9a-fA-F]{96}|000[dD][0-9a-fA-F]{128})$"},
      "description": "TPM Names of the trusted attestation keys, in hex"
    },
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
    }
  },
  "required": ["ak_trust", "measurements"],
  "additionalProperties": false,
  "if": {"properties": {"ak_trust": {"const": "pinned"}}},
  "then": {"required": ["pinned_aks"]},
  "else": {"not": {"required": ["pinned_aks"]}},
  "$defs": {
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
    }
  }
})";

namespace {

using sdk::JsonConfig;
using sdk::Result;

// parse_name: a TPM Name is a hash algorithm (2 bytes) and a digest of its size. SHA-1 Names can be forged.
std::optional<sdk::ByteVector> parse_name(const std::string& text) {
  const auto bytes = encoding::decode_hex(text);
  if (!bytes || bytes->size() < 2) return std::nullopt;
  const auto algorithm = tpm2::to_hash_algorithm(std::to_integer<uint64_t>((*bytes)[0]) << 8 |
                                                 std::to_integer<uint64_t>((*bytes)[1]));
  if (!algorithm || *algorithm == tpm2::HashAlgorithm::kSha1) return std::nullopt;
  if (bytes->size() != 2 + tpm2::digest_size(*algorithm)) return std::nullopt;
  return bytes;
}

Result<std::vector<sdk::ByteVector>> parse_pins(JsonConfig& reader, AkTrust trust) {
  POSTERN_TRY(texts, reader.texts_or_empty("pinned_aks"));
  if (trust == AkTrust::kAny && reader.has("pinned_aks"))
    return reader.wrong("pinned_aks", "has no effect with ak_trust = \"any\"; remove one of the two");
  if (trust == AkTrust::kPinned && texts.empty())
    return reader.wrong("pinned_aks",
                        "ak_trust = \"pinned\" needs the TPM Name of at least one attestation key");
  std::vector<sdk::ByteVector> names;
  for (const std::string& text : texts) {
    auto name = parse_name(text);
    if (!name)
      return reader.wrong("pinned_aks",
                          "expected a TPM Name in hex (000b and 64 digits), found \"" + text + "\"");
    names.push_back(std::move(*name));
  }
  return names;
}

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

Result<ValidatorConfig> parse_validator_config(std::string_view json) {
  POSTERN_TRY(reader, JsonConfig::parse(json));
  ValidatorConfig config;
  POSTERN_TRY(trust, reader.text("ak_trust"));
  if (trust != "pinned" && trust != "any")
    return reader.wrong("ak_trust", "expected one of \"pinned\", \"any\", found \"" + trust + "\"");
  config.ak_trust = trust == "any" ? AkTrust::kAny : AkTrust::kPinned;
  POSTERN_TRY(pins, parse_pins(reader, config.ak_trust));
  config.pinned_aks = std::move(pins);
  POSTERN_TRY(measurements,
              tpm2::parse_measurements(reader.raw("measurements"), reader.pointer("measurements")));
  config.measurements = std::move(measurements);
  POSTERN_TRY(required, parse_required(reader, config.measurements.mentioned()));
  config.required_pcrs = required;
  POSTERN_TRY(event_log, reader.choice_or("event_log", "optional", {"optional", "required"}));
  config.event_log_required = event_log == "required";
  POSTERN_CHECK(reader.finish());
  return config;
}

}  // namespace postern::qemu_tpm
