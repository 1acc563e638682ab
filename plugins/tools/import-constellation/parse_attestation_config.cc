// SPDX-License-Identifier: Apache-2.0
#include "tools/import-constellation/parse_attestation_config.h"

#include "common/encoding/hex.h"
#include "postern/sdk/json_config.h"
#include "tools/import-constellation/parse_pcr_map.h"

namespace postern::constellation {
namespace {

using nlohmann::json;
using sdk::Failure;
using sdk::JsonConfig;
using sdk::Result;

constexpr std::size_t kDigestSize = 48, kMostDigests = 256;

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

Result<std::optional<uint8_t>> parse_level(JsonConfig& reader, const std::string& key) {
  const json value = reader.raw(key);
  if (value.is_number_integer() && value >= 0 && value <= 255) return std::optional(value.get<uint8_t>());
  if (value.is_string() && lower(value.get<std::string>()) == "latest") return std::optional<uint8_t>();
  return reader.wrong(key, "expected a number from 0 to 255, or \"latest\"");
}

Result<TcbLevels> parse_levels(JsonConfig& reader) {
  POSTERN_TRY(bootloader, parse_level(reader, "bootloaderVersion"));
  POSTERN_TRY(tee, parse_level(reader, "teeVersion"));
  POSTERN_TRY(snp, parse_level(reader, "snpVersion"));
  POSTERN_TRY(microcode, parse_level(reader, "microcodeVersion"));
  return TcbLevels{bootloader, tee, snp, microcode};
}

Result<std::vector<sdk::ByteVector>> parse_digests(JsonConfig& reader) {
  const char* key = "acceptedKeyDigests";
  json list = reader.raw(key);
  if (list.is_string()) list = json::array({list});
  if (list.is_null()) list = json::array();
  if (!list.is_array() || list.size() > kMostDigests) return reader.wrong(key, "expected a list of digests");
  std::vector<sdk::ByteVector> digests;
  for (const json& entry : list) {
    auto digest = entry.is_string() ? encoding::decode_hex(entry.get_ref<const std::string&>()) : std::nullopt;
    if (!digest || digest->size() != kDigestSize) return reader.wrong(key, "expected digests of 96 hex digits");
    digests.push_back(std::move(*digest));
  }
  return digests;
}

Result<Enforcement> parse_enforcement(JsonConfig& reader) {
  const char* key = "enforcementPolicy";
  const json value = reader.raw(key);
  if (value.is_boolean()) return value.get<bool>() ? Enforcement::kEqual : Enforcement::kWarnOnly;
  const std::string word = value.is_string() ? lower(value.get<std::string>()) : "";
  if (word == "equal" || word == "strictchecking") return Enforcement::kEqual;
  if (word == "warnonly") return Enforcement::kWarnOnly;
  if (word == "maafallback") return Enforcement::kMaaFallback;
  return reader.wrong(key, "expected one of \"equal\", \"maaFallback\", \"warnOnly\"");
}

Result<FirmwareSigner> parse_signer(JsonConfig& outer) {
  const json value = outer.raw("firmwareSignerConfig");
  if (!value.is_object()) return outer.wrong("firmwareSignerConfig", "expected an object");
  JsonConfig reader(value, outer.pointer("firmwareSignerConfig"));
  FirmwareSigner signer;
  POSTERN_TRY(digests, parse_digests(reader));
  signer.accepted_key_digests = std::move(digests);
  POSTERN_TRY(enforcement, parse_enforcement(reader));
  signer.enforcement = enforcement;
  if (!reader.raw("maaURL").is_null()) {
    POSTERN_TRY(url, reader.text("maaURL"));
    signer.maa_url = std::move(url);
  }
  POSTERN_CHECK(reader.finish());
  return signer;
}

Result<std::string> parse_certificate(JsonConfig& reader, const std::string& key) {
  if (reader.raw(key).is_null()) return std::string();
  return reader.text(key);
}

Result<void> parse_snp(JsonConfig& reader, AttestationConfig& config) {
  POSTERN_TRY(levels, parse_levels(reader));
  config.minimum = levels;
  POSTERN_TRY(root, parse_certificate(reader, "amdRootKey"));
  config.amd_root_key = std::move(root);
  POSTERN_TRY(signing, parse_certificate(reader, "amdSigningKey"));
  config.has_signing_key = !signing.empty();
  return {};
}

}  // namespace

Result<AttestationConfig> parse_attestation_config(const FoundVariant& source) {
  AttestationConfig config;
  config.variant = source.variant;
  JsonConfig reader(source.config, source.pointer);
  POSTERN_TRY(measurements, parse_pcr_map(reader.raw("measurements"), reader.pointer("measurements")));
  config.measurements = std::move(measurements);
  if (is_snp(config.variant)) POSTERN_CHECK(parse_snp(reader, config));
  if (config.variant == Variant::kAzureSevSnp) {
    POSTERN_TRY(signer, parse_signer(reader));
    config.signer = std::move(signer);
  }
  POSTERN_CHECK(reader.finish());
  return config;
}

}  // namespace postern::constellation
