// SPDX-License-Identifier: Apache-2.0
#include "validators/qemu-tpm/validator_config.h"

#include "common/encoding/hex.h"
#include "common/tpm2/algorithm.h"
#include "postern/sdk/json_config.h"

namespace postern::qemu_tpm {
namespace {

const std::string kSchemaText = std::string(R"({
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
    },)") +
    std::string(attdoc::kDocumentProperties) + R"(
  },
  "required": ["ak_trust", "measurements"],
  "additionalProperties": false,
  "if": {"properties": {"ak_trust": {"const": "pinned"}}},
  "then": {"required": ["pinned_aks"]},
  "else": {"not": {"required": ["pinned_aks"]}},
  "$defs": {)" + std::string(attdoc::kDocumentDefs) + R"(
  }
})";

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

}  // namespace

const std::string_view kValidatorSchema = kSchemaText;

Result<ValidatorConfig> parse_validator_config(std::string_view json) {
  POSTERN_TRY(reader, JsonConfig::parse(json));
  ValidatorConfig config;
  POSTERN_TRY(trust, reader.text("ak_trust"));
  if (trust != "pinned" && trust != "any")
    return reader.wrong("ak_trust", "expected one of \"pinned\", \"any\", found \"" + trust + "\"");
  config.ak_trust = trust == "any" ? AkTrust::kAny : AkTrust::kPinned;
  POSTERN_TRY(pins, parse_pins(reader, config.ak_trust));
  config.pinned_aks = std::move(pins);
  POSTERN_TRY(document, attdoc::parse_document_config(reader));
  config.document = std::move(document);
  POSTERN_CHECK(reader.finish());
  return config;
}

}  // namespace postern::qemu_tpm
