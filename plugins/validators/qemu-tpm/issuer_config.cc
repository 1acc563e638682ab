// SPDX-License-Identifier: Apache-2.0
#include "validators/qemu-tpm/issuer_config.h"

#include <charconv>

#include "postern/sdk/json_config.h"

namespace postern::qemu_tpm {

namespace {

const std::string kSchemaText = std::string(R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "properties": {)") + std::string(tpm2::kDeviceProperties) + R"(,
    "hierarchy": {
      "enum": ["owner", "endorsement"], "default": "owner",
      "description": "whose seed the attestation key is derived from; its password must be empty"
    },
    "ak_handle": {
      "type": "string", "pattern": "^0x81[0-9a-fA-F]{6}$",
      "description": "handle of a persistent attestation key to be used instead"
    }
  },
  "additionalProperties": false
})";

}  // namespace

const std::string_view kIssuerSchema = kSchemaText;

namespace {

using sdk::JsonConfig;
using sdk::Result;

constexpr uint32_t kFirstHandle = 0x81000000, kLastHandle = 0x81FFFFFF;  // persistent objects (Part 2, 7.4)

Result<std::optional<uint32_t>> parse_handle(JsonConfig& reader) {
  POSTERN_TRY(text, reader.text_or("ak_handle", ""));
  if (!reader.has("ak_handle")) return std::optional<uint32_t>();
  uint32_t handle = 0;
  const char* end = text.data() + text.size();
  const bool is_hex = text.starts_with("0x") && text.size() == 10;
  const auto parsed = is_hex ? std::from_chars(text.data() + 2, end, handle, 16) : std::from_chars_result{};
  if (!is_hex || parsed.ptr != end || handle < kFirstHandle || handle > kLastHandle)
    return reader.wrong("ak_handle",
                        "expected a handle from \"0x81000000\" to \"0x81ffffff\", found \"" + text + "\"");
  return std::optional(handle);
}

}  // namespace

Result<IssuerConfig> parse_issuer_config(std::string_view json) {
  POSTERN_TRY(reader, JsonConfig::parse(json));
  IssuerConfig config;
  POSTERN_TRY(device, tpm2::read_device_settings(reader));
  config.device = std::move(device);
  POSTERN_TRY(hierarchy, reader.choice_or("hierarchy", "owner", {"owner", "endorsement"}));
  config.hierarchy = hierarchy == "owner" ? tpm2::Hierarchy::kOwner : tpm2::Hierarchy::kEndorsement;
  POSTERN_TRY(handle, parse_handle(reader));
  if (handle && reader.has("hierarchy"))
    return reader.wrong("hierarchy", "has no effect with ak_handle; remove one of the two");
  config.ak_handle = handle;
  POSTERN_CHECK(reader.finish());
  return config;
}

}  // namespace postern::qemu_tpm
